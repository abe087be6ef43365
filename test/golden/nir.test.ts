import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layersOf } from "../../src/snn/layers.ts";
import type { NetworkGraph } from "../../src/snn/network.ts";
import { readNir } from "../../src/snn/nir-read.ts";
import { writeNir } from "../../src/snn/nir-write.ts";
import { formatShape } from "../../src/snn/tensor.ts";
import {
  graph,
  input,
  lif,
  linear,
  listPrimitives,
  output,
  pictureNetwork,
} from "../support/network-samples.ts";
import { DATA_FOLDER, lacksData, pythonWith } from "../support/skip.ts";

const FOLDER = join(DATA_FOLDER, "nir");
const noFiles = lacksData("nir");
const filesOf = (folder: string): string[] =>
  noFiles
    ? []
    : readdirSync(join(FOLDER, folder))
        .filter((name) => name.endsWith(".nir"))
        .map((name) => join(folder, name));

describe.skipIf(noFiles)("files of other frameworks", () => {
  const files = [...filesOf("."), ...filesOf("generated")].filter((name) => !name.includes("lzf"));

  it.each(files)("%s is read, and is the same when written and read again", async (name) => {
    const { network, repairs } = await readNir(readFileSync(join(FOLDER, name)));
    expect(repairs).toEqual([]);
    expect((await readNir(await writeNir(network))).network).toEqual(network);
  });

  it("a network for pictures has the shapes that its framework says", async () => {
    const { network } = await readNir(readFileSync(join(FOLDER, "cnn_sinabs.nir")));
    const shapes = layersOf(network).map(({ path, outputShape }) => `${path} ${formatShape(outputShape)}`);
    expect(shapes).toEqual([
      "input 2x34x34", "0 16x16x16", "1 16x16x16", "2 16x16x16", "3 16x16x16", "4 16x8x8", "5 8x8x8", "6 8x8x8",
      "7 8x4x4", "8 128", "9 256", "10 256", "11 10", "12 10", "output 10",
    ]); // prettier-ignore
  });

  it("a recurrent network keeps its dotted names and feeds its spikes back", async () => {
    const { network, version } = await readNir(readFileSync(join(FOLDER, "braille_noDelay_bias_zero.nir")));
    const layers = layersOf(network);
    const recurrent = layers.find(({ path }) => path === "lif1.w_rec");
    expect(version).toBe("0.2.0");
    expect(recurrent?.sources.map(({ layer, feedback }) => [layers[layer]?.path, feedback])).toEqual([
      ["lif1.lif", true],
    ]);
  });

  it("a file packed with lzf is refused", async () => {
    const failure = readNir(readFileSync(join(FOLDER, "generated/all_1d_lzf.nir")));
    await expect(failure).rejects.toMatchObject({ code: "codec-unsupported", where: { found: "lzf" } });
  });
});

/** Reads a file with the reference implementation and prints what it found. */
const REFERENCE = `
import json, sys, nir
def plain(node):
    if isinstance(node, nir.NIRGraph):
        return {"nodes": {k: plain(v) for k, v in node.nodes.items()}, "edges": sorted(map(list, node.edges))}
    fields = {k: v for k, v in vars(node).items() if k not in ("input_type", "output_type", "metadata")}
    return {"type": type(node).__name__, **{k: v.tolist() if hasattr(v, "tolist") else v for k, v in fields.items()}}
print(json.dumps(plain(nir.read(sys.argv[1]))))
`;

const python = pythonWith("nir");
describe.skipIf(python === undefined)("the reference reader", () => {
  let folder = "";
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "nir-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function asReference(network: NetworkGraph): Promise<Record<string, Record<string, unknown>>> {
    const file = join(folder, "network.nir");
    writeFileSync(file, await writeNir(network));
    const { status, stdout, stderr } = spawnSync(python ?? "", ["-c", REFERENCE, file], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    return JSON.parse(stdout) as Record<string, Record<string, unknown>>;
  }

  it("finds every primitive on lists, and its numbers, in a file of ours", async () => {
    const primitives = { in: input(4), ...listPrimitives(4), out: output(4) };
    const names = Object.keys(primitives);
    const network = graph(
      primitives,
      names.slice(1).map((name, i) => [names[i] ?? "", name]),
    );
    const { nodes = {} } = await asReference(network);
    for (const [name, node] of Object.entries(primitives)) {
      expect(nodes[name]).toMatchObject({ type: node.type });
      if (node.type !== "CubaLIF") continue;
      expect(nodes[name]).toMatchObject({
        tau_syn: Array.from(node.tauSyn.data),
        tau_mem: Array.from(node.tauMem.data),
        w_in: Array.from(node.wIn.data),
        v_threshold: Array.from(node.vThreshold.data),
        v_reset: Array.from(node.vReset.data),
      });
    }
  });

  it("finds every primitive on pictures in a file of ours, and agrees on the shapes", async () => {
    const { nodes = {} } = await asReference(pictureNetwork(false));
    expect(Object.keys(nodes).sort()).toEqual([...pictureNetwork(false).nodes.keys()].sort());
    expect(nodes["2"]).toMatchObject({ type: "Conv2d", padding: "same", input_shape: [3, 4] });
  });

  it("finds nesting and recurrence in a file of ours", async () => {
    const inner = graph({ input: input(2), n: lif(2), w: linear(2, 2), output: output(2) }, [
      ["input", "n"], ["n", "w"], ["w", "n"], ["n", "output"],
    ]); // prettier-ignore
    const { nodes = {} } = await asReference(
      graph({ in: input(2), sub: inner, out: output(2) }, [["in", "sub"], ["sub", "out"]]), // prettier-ignore
    );
    expect(nodes["sub"]).toMatchObject({ edges: [["input", "n"], ["n", "output"], ["n", "w"], ["w", "n"]] }); // prettier-ignore
  });
});
