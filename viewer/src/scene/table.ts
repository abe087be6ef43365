import {
  BoxGeometry,
  CanvasTexture,
  DoubleSide,
  Group,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  RepeatWrapping,
  type Material,
} from "three";
import { surface, type Quality } from "./quality.ts";

/** Table and net as the Laws of Table Tennis (ITTF handbook, 2.1 and 2.2) have them. World frame: top face at z = 0. */
export const TABLE = {
  lengthM: 2.74,
  widthM: 1.525,
  heightM: 0.76,
  thicknessM: 0.025,
  /** [m] side and end lines. */
  lineM: 0.02,
  /** [m] line between the half-courts. */
  centreLineM: 0.003,
  netHeightM: 0.1525,
  /** [m] posts stand outside the side lines by this much. */
  netOverhangM: 0.1525,
} as const;

/** The table, its lines and its net. */
export function buildTable(quality: Quality): Group {
  const table = new Group();
  const { lengthM, widthM, thicknessM } = TABLE;
  table.add(box(surface(quality, 0x174a7c, 0.55), [widthM, lengthM, thicknessM], [0, 0, -thicknessM / 2]));
  const frame = surface(quality, 0x0e1722, 0.6);
  table.add(box(frame, [widthM - 0.06, lengthM - 0.06, 0.05], [0, 0, -thicknessM - 0.025]));
  for (const x of [-0.55, 0.55]) {
    for (const y of [-1.0, 1.0]) {
      table.add(box(frame, [0.05, 0.05, TABLE.heightM - 0.05], [x, y, -0.05 - (TABLE.heightM - 0.05) / 2]));
    }
  }
  addLines(table);
  addNet(table, quality);
  return table;
}

type Triple = readonly [number, number, number];

function box(material: Material, size: Triple, at: Triple): Mesh {
  const mesh = new Mesh(new BoxGeometry(...size), material);
  mesh.position.set(...at);
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  return mesh;
}

/** [m] painted lines float this far above the top so that they do not flicker. */
const PAINT = 0.0012;

function addLines(table: Group): void {
  const paint = new MeshBasicMaterial({ color: 0xdfe7ef });
  const { lengthM, widthM, lineM, centreLineM } = TABLE;
  const line = (width: number, length: number, x: number, y: number): void => {
    const mesh = new Mesh(new PlaneGeometry(width, length), paint);
    mesh.position.set(x, y, PAINT);
    table.add(mesh);
  };
  for (const side of [-1, 1]) {
    line(lineM, lengthM, (side * (widthM - lineM)) / 2, 0);
    line(widthM, lineM, 0, (side * (lengthM - lineM)) / 2);
  }
  // drawn at twice its width: at its own 3 mm it falls between the pixels
  line(centreLineM * 2, lengthM, 0, 0);
}

function addNet(table: Group, quality: Quality): void {
  const width = TABLE.widthM + 2 * TABLE.netOverhangM;
  const height = TABLE.netHeightM;
  const material = new MeshBasicMaterial({
    map: meshTexture(width, height),
    transparent: true,
    side: DoubleSide,
    depthWrite: false,
    opacity: 0.75,
  });
  const net = new Mesh(new PlaneGeometry(width, height), material);
  net.rotation.x = Math.PI / 2;
  net.position.z = height / 2;
  table.add(net);
  const tape = new Mesh(
    new PlaneGeometry(width, 0.012),
    new MeshBasicMaterial({ color: 0xe8eef5, side: DoubleSide }),
  );
  tape.rotation.x = Math.PI / 2;
  tape.position.z = height - 0.006;
  table.add(tape);
  for (const x of [-width / 2, width / 2]) {
    table.add(
      box(surface(quality, 0x0c1016, 0.4), [0.014, 0.014, height + 0.03], [x, 0, height / 2 - 0.015]),
    );
  }
}

/** Squares of 15 mm, as a repeating picture. */
function meshTexture(widthM: number, heightM: number): CanvasTexture {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 16;
  const context = canvas.getContext("2d");
  if (context !== null) {
    context.fillStyle = "rgba(8, 12, 18, 0.55)";
    context.fillRect(0, 0, 16, 16);
    context.strokeStyle = "rgba(150, 170, 195, 0.55)";
    context.strokeRect(0, 0, 16, 16);
  }
  const texture = new CanvasTexture(canvas);
  texture.wrapS = texture.wrapT = RepeatWrapping;
  texture.repeat.set(widthM / 0.015, heightM / 0.015);
  texture.anisotropy = 8;
  return texture;
}
