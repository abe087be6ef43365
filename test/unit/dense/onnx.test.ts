import { describe, expect, it } from "vitest";
import { onnxMessage, OnnxMessage } from "../../../src/dense/onnx-message.ts";
import { readOnnx } from "../../../src/dense/onnx-read.ts";
import { writeOnnx } from "../../../src/dense/onnx-write.ts";
import { someInt8Network } from "../../support/int8-networks.ts";

const NETWORK = someInt8Network({ channels: 2, height: 12, width: 10 }, [[8, 5, 2, 0], [6, 3, 1, 1], [4, 0, 1, 0]]); // prettier-ignore
const FILE = writeOnnx(NETWORK);

describe("an 8-bit network as an ONNX file", () => {
  it("is read as it was written", () => {
    expect(readOnnx(FILE)).toEqual(NETWORK);
    expect(readOnnx(Buffer.from(FILE))).toEqual(NETWORK); // as a file is read
  });

  it("has the fields where onnx.proto says", () => {
    const model = new OnnxMessage(FILE);
    expect(model.numbers(1)).toEqual([8]); // ir_version
    expect(model.messages(8)[0]?.numbers(2)).toEqual([13]); // opset_import.version
    const graph = model.messages(7)[0]!;
    expect(graph.messages(1).map((node) => node.texts(4)[0])).toEqual([
      "QLinearConv",
      "QLinearConv",
      "DequantizeLinear",
      "DequantizeLinear",
      "DequantizeLinear",
      "Conv",
    ]);
    const weight = graph.messages(5).find((tensor) => tensor.texts(8)[0] === "conv0.weight")!;
    expect([weight.numbers(1), weight.numbers(2), weight.bytes(9).length]).toEqual([[8, 2, 5, 5], [3], 400]);
  });

  it.each([
    ["cut", FILE.subarray(0, FILE.length - 5)],
    ["empty", new Uint8Array(0)],
    ["something else", new TextEncoder().encode("version: 1\nname: no network\n")],
    ["of another operator", replaced(FILE, "QLinearConv", "QLinearCont")],
    ["without a tensor", replaced(FILE, "conv1.bias", "conv1.bia5")],
  ])("is refused when it is %s", (_, bytes) => {
    expect(() => readOnnx(bytes)).toThrow(expect.objectContaining({ code: "config-invalid" }));
  });

  it("is refused when a layer's tensors do not go with what it is given", () => {
    const [first, second, last] = NETWORK.layers as [never, never, never];
    const wrong = { ...NETWORK, layers: [first, { ...(second as object), input: { channels: 7, height: 4, width: 3 } } as never, last] }; // prettier-ignore
    expect(() => readOnnx(writeOnnx(wrong))).toThrow(
      expect.objectContaining({ code: "config-invalid", where: { node: "conv1" } }),
    );
  });

  it("reads numbers that lie packed in one length, too", () => {
    const packed = onnxMessage([[8, Uint8Array.of(3, 0xac, 0x02)]]);
    expect(new OnnxMessage(packed).numbers(8)).toEqual([3, 300]);
  });
});

/** The same bytes with one text for another of its length, everywhere. */
function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  return Uint8Array.from(Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll(from, to), "latin1"));
}
