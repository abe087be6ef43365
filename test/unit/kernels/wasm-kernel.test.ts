import { globSync } from "node:fs";
import { basename, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { WasmKernel } from "../../../src/kernels/wasm-kernel.ts";

const folder = resolve(import.meta.dirname, "../../../src/kernels");
const names = globSync("wasm/*.wasm", { cwd: folder }).map((path) => basename(path, ".wasm"));

describe("a WASM kernel's memory", () => {
  it.each(names)("holds nothing but what has been asked for: %s", (name) => {
    const kernel = new WasmKernel(name);
    const before = kernel.memoryBytes;
    kernel.reserve(Uint8Array, 10 * 65536);
    expect(kernel.memoryBytes - before).toBeLessThanOrEqual(10 * 65536);
  });

  it("shares out aligned arrays of zeros that do not overlap", () => {
    const kernel = new WasmKernel("evt2");
    const bytes = kernel.reserve(Uint8Array, 3);
    const times = kernel.reserve(Float64Array, 20000);
    const more = kernel.reserve(Uint16Array, 5);
    for (const { address } of [bytes, times, more]) expect(address % 16).toBe(0);
    bytes.view.fill(1);
    more.view.fill(2);
    expect(times.view.every((value) => value === 0)).toBe(true);
    times.view.fill(-1);
    expect([...bytes.view, ...more.view]).toEqual([1, 1, 1, 2, 2, 2, 2, 2]);
  });

  it("keeps its contents when it grows, under views laid anew", () => {
    const kernel = new WasmKernel("evt2");
    const early = kernel.reserve(Float64Array, 4);
    const before = early.view;
    before.set([1, 2, 3, 4]);
    expect(early.view).toBe(before);
    const late = kernel.reserve(Float64Array, 200_000);
    expect(before.length).toBe(0);
    expect([...early.view]).toEqual([1, 2, 3, 4]);
    expect(early.view).toBe(early.view);
    expect(late.view.length).toBe(200_000);
  });

  it("is each instance's own", () => {
    const [a, b] = [new WasmKernel("evt2"), new WasmKernel("evt2")].map((kernel) =>
      kernel.reserve(Uint8Array, 1),
    );
    a!.view[0] = 7;
    expect(b!.view[0]).toBe(0);
  });

  it("is had in a worker thread, too", async () => {
    const module = JSON.stringify(new URL("../../../src/kernels/wasm-kernel.ts", import.meta.url).href);
    const code = `import { parentPort } from "node:worker_threads";
      const { WasmKernel } = await import(${module});
      parentPort.postMessage(new WasmKernel("evt2").reserve(Uint8Array, 2).view.length);`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
    const length = await new Promise((answer, fail) => worker.on("message", answer).on("error", fail));
    expect(length).toBe(2);
    await worker.terminate();
  });
});
