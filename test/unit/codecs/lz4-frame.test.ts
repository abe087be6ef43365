import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { asciiBytes } from "../../../src/codecs/ascii.ts";
import { ByteRoom } from "../../../src/codecs/byte-room.ts";
import { Lz4FramePacker, unpackLz4Frame, unpackLz4FrameIn } from "../../../src/codecs/lz4-frame.ts";
import { PacketMemory } from "../../../src/codecs/packet-memory.ts";
import { lz4Frame, storedLz4Frame } from "../../support/codec-aedat.ts";

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

const TEXT = Array.from({ length: 12 }, (_, i) => `event camera ${i % 7} `).join("");
/** That text as `lz4 -BX --content-size` of the reference tool packs it: all three checksums and the size. */
const CHECKED = hex(
  "04224d187c40b400000000000000a035000000f9006576656e742063616d6572612030200f001a310f001a320f001a330f001a340f001a35" +
    "0f001a360f000f6900265072612034201329eac600000000dc0f467b",
);
/** As `lz4 -BD --no-frame-crc` packs it. */
const BARE = hex(
  "04224d1860408235000000f9006576656e742063616d6572612030200f001a310f001a320f001a330f001a340f001a350f001a360f000f69" +
    "002650726120342000000000",
);

function unpack(frame: Uint8Array, maxBytes = 1e6): Uint8Array | string {
  const memory = PacketMemory.borrow();
  memory.load(frame);
  const unpacked = unpackLz4FrameIn(memory, maxBytes) ?? memory.unpacked.slice();
  memory.giveBack();
  return unpacked;
}

describe("unpacking an LZ4 frame", () => {
  it.each([
    ["with every checksum", CHECKED],
    ["without any", BARE],
  ])("takes one of the reference tool %s", (_, frame) => {
    expect(unpack(frame)).toEqual(asciiBytes(TEXT));
  });

  it("takes blocks that refer to the one before, and stored ones", () => {
    const literals = Uint8Array.of(0x40, 1, 2, 3, 4);
    const linked = Uint8Array.of(0x00, 4, 0, 0x00);
    expect(unpack(lz4Frame(literals, linked))).toEqual(Uint8Array.of(1, 2, 3, 4, 1, 2, 3, 4));
    expect(unpack(storedLz4Frame(Uint8Array.of(9, 8)))).toEqual(Uint8Array.of(9, 8));
  });

  it("does not let a block that says it stands alone refer to the one before", () => {
    const frame = lz4Frame(Uint8Array.of(0x40, 1, 2, 3, 4), Uint8Array.of(0x00, 4, 0, 0x00));
    frame.set([0x60, 0x40, 0x82], 4);
    expect(unpack(frame)).toBe("a damaged LZ4 block");
  });

  it("notices any one-byte change of a frame with checksums", () => {
    for (let at = 0; at < CHECKED.length; at++) {
      const changed = CHECKED.slice();
      changed[at] = changed[at]! ^ 0x15;
      expect(unpack(changed), `byte ${at}`).toBeTypeOf("string");
    }
  });

  it("notices any cut, and bytes that follow", () => {
    for (let length = 0; length < BARE.length; length++) {
      expect(unpack(BARE.subarray(0, length)), `${length} bytes`).toBeTypeOf("string");
    }
    expect(unpack(Uint8Array.of(...BARE, 0))).toContain("another length");
  });

  it("refuses frames that hold more than allowed, before growing far beyond it", () => {
    const zeros = new ByteRoom(0);
    new Lz4FramePacker().pack(new Uint8Array(1_000_000), zeros);
    expect(unpack(zeros.view(), 999_999)).toContain("more than 999999 bytes");
    expect(unpack(zeros.view(), 1_000_000)).toHaveLength(1_000_000);
  });

  it.each([
    ["a dictionary", 0x41, "dictionary"],
    ["another version", 0x80, "unknown version"],
    ["reserved bits", 0x42, "unknown version"],
  ])("refuses a frame with %s", (_, flags, found) => {
    const frame = BARE.slice();
    frame[4] = flags;
    expect(unpack(frame)).toContain(found);
  });

  it("throws for a block of a container, naming the byte", () => {
    const block = { bytes: BARE, sizeBytes: TEXT.length, exact: true, byte: 77 };
    expect(unpackLz4Frame(block)).toEqual(asciiBytes(TEXT));
    const corrupt = expect.objectContaining({ code: "codec-corrupt", where: { byte: 77 } }) as Error;
    expect(() => unpackLz4Frame({ ...block, sizeBytes: 181 })).toThrow(corrupt);
    expect(() => unpackLz4Frame({ ...block, sizeBytes: 100 })).toThrow(corrupt);
    expect(() => unpackLz4Frame({ ...block, bytes: BARE.subarray(1) })).toThrow(corrupt);
  });
});

describe("packing an LZ4 frame", () => {
  it.each([0, 1, 262144, 262145, 600000])("packs %i bytes, which are then the same", (size) => {
    const random = new Random(size);
    const source = Uint8Array.from({ length: size }, (_, i) => (i % 1000 < 500 ? random.uint32() : 0));
    const room = new ByteRoom(0);
    new Lz4FramePacker().pack(source, room);
    expect(unpack(room.view())).toEqual(source);
  });

  it("stores a block that would become longer", () => {
    const random = new Random(1);
    const source = Uint8Array.from({ length: 1000 }, () => random.uint32());
    const room = new ByteRoom(0);
    new Lz4FramePacker().pack(source, room);
    expect(room.length).toBe(7 + 4 + 1000 + 4);
  });
});
