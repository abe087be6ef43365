import { Color, type InterleavedBuffer, type InterleavedBufferAttribute } from "three";
import { Line2 } from "three/addons/lines/Line2.js";
import { LineGeometry } from "three/addons/lines/LineGeometry.js";
import { LineMaterial } from "three/addons/lines/LineMaterial.js";
import type { Vec3 } from "../../../src/core/vec3.ts";

/** three's lines know no opacity per vertex: here the strength of a vertex's colour is one. */
const STRENGTH_AS_ALPHA = /* glsl */ `
  if (abs(vUv.y) > 1.0) discard; // the round caps of neighbours overlap and would show as beads
  float strength = max(max(vColor.r, vColor.g), vColor.b);
  diffuseColor.rgb = vColor.rgb / max(strength, 0.001);
  alpha *= strength;
`;

/** A path that fades towards its old end; redrawn in place, so nothing is allocated per frame. */
export class Trail {
  readonly object: Line2;
  readonly #positions: InterleavedBuffer;
  readonly #colours: InterleavedBuffer;
  readonly #geometry = new LineGeometry();
  readonly #capacity: number;
  readonly #colour: Color;

  /** @param capacity [-] segments at most. @param widthPx [px] on the screen. */
  constructor(colour: number, capacity: number, widthPx: number) {
    this.#capacity = capacity;
    this.#colour = new Color(colour);
    const zeros = new Float32Array(3 * (capacity + 1));
    this.#geometry.setPositions(zeros);
    this.#geometry.setColors(zeros);
    this.#positions = (this.#geometry.attributes["instanceStart"] as InterleavedBufferAttribute).data;
    this.#colours = (this.#geometry.attributes["instanceColorStart"] as InterleavedBufferAttribute).data;
    const material = new LineMaterial({
      linewidth: widthPx,
      vertexColors: true,
      transparent: true,
      depthWrite: false,
    });
    material.onBeforeCompile = (shader) => {
      shader.fragmentShader = shader.fragmentShader.replace("#include <color_fragment>", STRENGTH_AS_ALPHA);
    };
    this.object = new Line2(this.#geometry, material);
    this.object.frustumCulled = false; // its bounds are those of the first, empty path
    this.#geometry.instanceCount = 0;
  }

  /** Draws the path through `points` [m], oldest first; null breaks it. */
  draw(points: readonly (Vec3 | null)[]): void {
    const positions = this.#positions.array as Float32Array;
    const colours = this.#colours.array as Float32Array;
    const first = Math.max(1, points.length - this.#capacity);
    let segments = 0;
    for (let i = first; i < points.length; i++) {
      const from = points[i - 1];
      const to = points[i];
      if (from === null || to === null || from === undefined || to === undefined) continue;
      positions.set(from, 6 * segments);
      positions.set(to, 6 * segments + 3);
      const old = (i - 1 - first + 1) / (points.length - first + 1);
      this.#fade(colours, 6 * segments, old);
      this.#fade(colours, 6 * segments + 3, (i - first + 1) / (points.length - first + 1));
      segments++;
    }
    this.#geometry.instanceCount = segments;
    this.#positions.needsUpdate = true;
    this.#colours.needsUpdate = true;
  }

  #fade(colours: Float32Array, at: number, newness: number): void {
    const strength = newness * newness;
    colours[at] = this.#colour.r * strength;
    colours[at + 1] = this.#colour.g * strength;
    colours[at + 2] = this.#colour.b * strength;
  }
}
