import type { CheckedSource } from "./checked-source.ts";
import { powerOf2, readIndexed, type FindChunk, type IndexedChunks } from "./hdf5-chunks.ts";
import { Hdf5Fields, hdf5Corrupt, NOWHERE } from "./hdf5-fields.ts";

/** [bytes] signature, version, client, address of the head: before the entries of every block. */
const BLOCK_HEAD_BYTES = 14;

/** What the head of an array says. */
interface ArrayHead {
  readonly entryBytes: number;
  /** [-] entries in the index block itself, and in the smallest data block. */
  readonly indexEntries: number;
  readonly minEntries: number;
  /** [-] data blocks in the smallest super block that stands alone. */
  readonly minBlocks: number;
  /** [bytes] of the number that says where a block begins. */
  readonly offsetBytes: number;
  /** [-] entries in a page of a data block: larger ones come in pages. */
  readonly pageLength: number;
  readonly indexBlock: number;
}

/** A data block: the entries from `first` on, `count` of them. */
interface DataBlock {
  /** [-] super block, data block in it, and data blocks before that super block. */
  readonly level: number;
  readonly block: number;
  readonly before: number;
  /** [-] entry in the block, and entries in it. */
  readonly entry: number;
  readonly count: number;
}

/**
 * A table of chunks that grows: entries in an index block, then data blocks whose size doubles with every second super
 * block. Written by newer libraries for datasets without a final size. Source: section III.I.
 */
export function extensibleArrayIndex(source: CheckedSource, byte: number, indexed: IndexedChunks): FindChunk {
  const head = readHead(source, byte);
  return (index) => {
    const at = index < head.indexEntries ? inIndexBlock(head, index) : inDataBlock(source, head, index);
    return readIndexed(Hdf5Fields.read(source, at, head.entryBytes), head.entryBytes, indexed);
  };
}

function readHead(source: CheckedSource, byte: number): ArrayHead {
  const fields = Hdf5Fields.read(source, byte, 72);
  fields.signature("EAHD");
  fields.skip(2); // version, client
  const entryBytes = fields.u8();
  const maxBits = fields.u8();
  const [indexEntries, minEntries, minBlocks] = [fields.u8(), fields.u8(), fields.u8()];
  const pageLength = powerOf2(fields.u8());
  fields.skip(48); // sizes so far
  const indexBlock = fields.address();
  if (indexBlock === NOWHERE || entryBytes < 8 || minEntries === 0 || minBlocks === 0 || maxBits > 64) {
    throw hdf5Corrupt("a wrong table of chunks", byte);
  }
  return {
    entryBytes,
    indexEntries,
    minEntries,
    minBlocks,
    offsetBytes: Math.ceil(maxBits / 8),
    pageLength,
    indexBlock,
  };
}

const inIndexBlock = (head: ArrayHead, index: number): number =>
  head.indexBlock + BLOCK_HEAD_BYTES + index * head.entryBytes;

/** Super block `level` has 2^floor(level/2) data blocks of 2^ceil(level/2) times the least number of entries. */
function locate(head: ArrayHead, index: number): DataBlock {
  let rest = index - head.indexEntries;
  let before = 0;
  for (let level = 0; level < 64; level++) {
    const blocks = powerOf2(Math.floor(level / 2));
    const count = powerOf2(Math.ceil(level / 2)) * head.minEntries;
    if (rest < blocks * count) {
      const block = Math.floor(rest / count);
      return { level, block, before, entry: rest - block * count, count };
    }
    rest -= blocks * count;
    before += blocks;
  }
  throw hdf5Corrupt(`no chunk ${String(index)}`, head.indexBlock);
}

/** The offset in the file of an entry in a data block. */
function inDataBlock(source: CheckedSource, head: ArrayHead, index: number): number {
  const place = locate(head, index);
  const block = blockAddress(source, head, place);
  const entries = block + BLOCK_HEAD_BYTES + head.offsetBytes;
  if (place.count <= head.pageLength) return entries + place.entry * head.entryBytes;
  const page = Math.floor(place.entry / head.pageLength);
  return entries + 4 + place.entry * head.entryBytes + page * 4; // checksums of the head and of each page
}

/** The first data blocks' addresses are in the index block, after its entries; then come those of super blocks. */
function blockAddress(
  source: CheckedSource,
  head: ArrayHead,
  { level, block, before, count }: DataBlock,
): number {
  const direct = 2 * (head.minBlocks - 1);
  const addresses = head.indexBlock + BLOCK_HEAD_BYTES + head.indexEntries * head.entryBytes;
  if (before + block < direct) return readAddress(source, addresses + 8 * (before + block));
  const firstAlone = 2 * (31 - Math.clz32(head.minBlocks));
  const superBlock = readAddress(source, addresses + 8 * (direct + level - firstAlone));
  const blocks = powerOf2(Math.floor(level / 2));
  const pages = count > head.pageLength ? Math.ceil(count / head.pageLength / 8) * blocks : 0; // which are in use
  return readAddress(source, superBlock + BLOCK_HEAD_BYTES + head.offsetBytes + pages + 8 * block);
}

function readAddress(source: CheckedSource, byte: number): number {
  const address = Hdf5Fields.read(source, byte, 8).address();
  if (address === NOWHERE) throw hdf5Corrupt("a block of chunks that is not stored", byte);
  return address;
}
