import { expect, it } from "vitest";
import { xxh32 } from "../../../src/kernels/xxh32.ts";

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

it.each([
  ["", 0x02cc5d05],
  ["a", 0x550d7456],
  ["abc", 0x32d153ff],
  ["Nobody inspects the spammish repetition", 0xe2293b2f],
])("hashes %j as published", (text, hash) => {
  expect(xxh32(ascii(text))).toBe(hash);
});

it("hashes a part as it hashes the part alone", () => {
  const text = ascii("--Nobody inspects the spammish repetition--");
  expect(xxh32(text, 2, text.length - 2)).toBe(0xe2293b2f);
});
