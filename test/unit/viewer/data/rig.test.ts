import { afterEach, expect, it, vi } from "vitest";
import { fetchRig } from "../../../../viewer/src/data/rig.ts";

afterEach(() => vi.unstubAllGlobals());

const answering = (answer: () => Promise<Response>): void => void vi.stubGlobal("fetch", answer);

it("the cameras are those that the server tells", async () => {
  answering(() => Promise.resolve(Response.json({ left: { id: "left" } })));
  expect(await fetchRig()).toEqual({ left: { id: "left" } });
});

it.each([
  ["knows of none", () => Promise.resolve(new Response("no such file", { status: 404 }))],
  ["has gone", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["breaks off", () => Promise.resolve(new Response('{"left":'))],
])("there are none when the server %s", async (_, answer) => {
  answering(answer);
  expect(await fetchRig()).toEqual({});
});
