import { MeshLambertMaterial, MeshStandardMaterial, type ColorRepresentation } from "three";

/** How much the page spends on looks; `low` is for software renderers and tests. */
export interface Quality {
  readonly antialias: boolean;
  readonly shadows: boolean;
  readonly maxPixelRatio: number;
  /** Physically based materials; else Lambert. */
  readonly physical: boolean;
  /** The cameras' pictures are kept up to date on their far planes in the room, not on the panels alone. */
  readonly livePictures: boolean;
}

const HIGH: Quality = {
  antialias: true,
  shadows: true,
  maxPixelRatio: 2,
  physical: true,
  livePictures: true,
};
export const LOW: Quality = {
  antialias: false,
  shadows: false,
  maxPixelRatio: 1,
  physical: false,
  livePictures: false,
};

/** A solid surface in the current quality. */
export function surface(
  quality: Quality,
  color: ColorRepresentation,
  roughness = 0.7,
): MeshStandardMaterial | MeshLambertMaterial {
  return quality.physical
    ? new MeshStandardMaterial({ color, roughness, metalness: 0 })
    : new MeshLambertMaterial({ color });
}

/** The quality that the page was asked for in its address (`?quality=low` or `high`), else what the machine can do. */
export function chooseQuality(query: URLSearchParams): Quality {
  const wish = query.get("quality");
  if (wish === "low" || wish === "high") return wish === "low" ? LOW : HIGH;
  return isSoftwareRenderer() ? LOW : HIGH;
}

/** Whether WebGL is drawn by the processor; a browser that does not tell counts as one with a graphics card. */
function isSoftwareRenderer(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  const info = context?.getExtension("WEBGL_debug_renderer_info");
  if (!context || !info) return false;
  const name = String(context.getParameter(info.UNMASKED_RENDERER_WEBGL));
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|softpipe|basic render/i.test(name);
}
