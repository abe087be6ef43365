import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import type { Int8Network } from "../src/dense/int8-network.ts";
import { ONNX_INPUT, ONNX_OUTPUT, writeOnnx } from "../src/dense/onnx-write.ts";

const INSTALL = resolve(import.meta.dirname, "peers/install-onnx.sh");
const PACKAGE = resolve(import.meta.dirname, "../out/onnx-peer/package.json");

/** What of onnxruntime-node is used. */
interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<{ run(feeds: object): Promise<Outputs> }>;
  };
  readonly Tensor: new (type: "uint8", data: Uint8Array, dims: readonly number[]) => object;
}
type Outputs = Readonly<Record<string, { readonly data: Float32Array }>>;

/** A network in onnxruntime-node, one thread. */
export interface OnnxPeer {
  readonly version: string;
  /** Shows a window; the outputs are its own until the next. */
  show(pixels: Int32Array): Promise<Float32Array>;
}

/** Null where it is not there and cannot be installed, which is said. */
export async function onnxPeer(network: Int8Network): Promise<OnnxPeer | null> {
  if (!existsSync(PACKAGE)) {
    process.stderr.write("no ONNX runtime yet: bench/peers/install-onnx.sh makes out/onnx-peer, once\n");
    spawnSync("bash", [INSTALL], { stdio: ["ignore", "ignore", "inherit"] });
  }
  const load = createRequire(PACKAGE);
  let runtime: Runtime;
  let version: string;
  try {
    runtime = load("onnxruntime-node") as Runtime;
    ({ version } = load("onnxruntime-node/package.json") as { version: string });
  } catch (error) {
    process.stderr.write(
      `SKIPPED: onnxruntime-node did not run: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return null;
  }
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: "sequential" };
  const session = await runtime.InferenceSession.create(writeOnnx(network), options);
  const { channels, height, width } = network.input;
  const window = new Uint8Array(channels * height * width);
  const feeds = { [ONNX_INPUT]: new runtime.Tensor("uint8", window, [1, channels, height, width]) };
  return {
    version,
    show: async (pixels) => {
      for (const pixel of pixels) window[pixel] = 1;
      const outputs = await session.run(feeds);
      for (const pixel of pixels) window[pixel] = 0;
      return outputs[ONNX_OUTPUT]?.data ?? new Float32Array(0);
    },
  };
}
