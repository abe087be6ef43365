import {
  DirectionalLight,
  GridHelper,
  Group,
  HemisphereLight,
  Mesh,
  PlaneGeometry,
  type Material,
} from "three";
import { TABLE } from "./table.ts";
import { surface, type Quality } from "./quality.ts";

/** [m] edge of the floor that is drawn. */
const FLOOR = 14;

/** Floor with a half-metre grid, and the light: sky, key light from above the umpire, a cool rim light. */
export function buildRoom(quality: Quality): Group {
  const room = new Group();
  room.add(floor(quality), grid(), new HemisphereLight(0xbfd4ff, 0x1a1d24, 1.1));
  const key = new DirectionalLight(0xfff6ec, 2.0);
  key.position.set(2.2, -1.2, 4.5);
  if (quality.shadows) castFrom(key);
  const rim = new DirectionalLight(0x7fb2ff, 0.8);
  rim.position.set(-4, 3, 2);
  room.add(key, rim);
  return room;
}

function floor(quality: Quality): Mesh {
  const mesh = new Mesh(new PlaneGeometry(FLOOR, FLOOR), surface(quality, 0x0e1829, 0.95));
  mesh.position.z = -TABLE.heightM - 0.002;
  mesh.receiveShadow = true;
  return mesh;
}

function grid(): GridHelper {
  const lines = new GridHelper(FLOOR, FLOOR * 2, 0x4a6388, 0x2c3d57);
  lines.rotation.x = Math.PI / 2; // three's grid lies in x-z, our floor in x-y
  lines.position.z = -TABLE.heightM;
  const material: Material = lines.material;
  material.transparent = true;
  material.opacity = 0.9;
  return lines;
}

function castFrom(light: DirectionalLight): void {
  light.castShadow = true;
  light.shadow.mapSize.set(2048, 2048);
  light.shadow.bias = -0.0004;
  light.shadow.normalBias = 0.004;
  const camera = light.shadow.camera;
  [camera.left, camera.right, camera.bottom, camera.top] = [-2.4, 2.4, -2.4, 2.4];
  [camera.near, camera.far] = [1, 9];
}
