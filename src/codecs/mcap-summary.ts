import type { WrittenChunk } from "./mcap-chunk.ts";
import { OP } from "./mcap-records.ts";
import type { RecordRoom } from "./mcap-room.ts";

/** A run of records of one type in the summary. */
interface Group {
  readonly op: number;
  readonly start: number;
  readonly length: number;
}

/** The part of an MCAP file that lets a reader find chunks by time: statistics and one entry per chunk. */
export class McapSummary {
  readonly #chunks: WrittenChunk[] = [];

  addChunk(chunk: WrittenChunk): void {
    this.#chunks.push(chunk);
  }

  /**
   * Appends summary, offsets and footer to `out`, whose first byte is at `outByte` in the file.
   * @param declare appends the schemas and channels
   */
  write(out: RecordRoom, outByte: number, declare: () => void): void {
    const groups: Group[] = [];
    const group = (op: number, write: () => void): void => {
      const start = out.length;
      write();
      groups.push({ op, start: outByte + start, length: out.length - start });
    };
    const summaryStart = outByte + out.length;
    declare();
    group(OP.statistics, () => {
      this.#writeStatistics(out);
    });
    group(OP.chunkIndex, () => {
      for (const chunk of this.#chunks) writeChunkIndex(out, chunk);
    });
    const offsetsStart = outByte + out.length;
    for (const { op, start, length } of groups) {
      out.record(OP.summaryOffset, () => {
        out.u8(op);
        out.u64(start);
        out.u64(length);
      });
    }
    out.record(OP.footer, () => {
      out.u64(summaryStart);
      out.u64(offsetsStart);
      out.u32(0); // no checksum
    });
  }

  #writeStatistics(out: RecordRoom): void {
    const chunks = this.#chunks;
    const messages = chunks.reduce((sum, chunk) => sum + chunk.messages, 0);
    out.record(OP.statistics, () => {
      out.u64(messages);
      out.u16(1); // schemas
      out.u32(1); // channels
      out.u32(0); // attachments
      out.u32(0); // metadata
      out.u32(chunks.length);
      out.ns(
        chunks.length === 0 ? 0 : chunks.reduce((first, chunk) => Math.min(first, chunk.firstUs), Infinity),
      );
      out.ns(chunks.reduce((last, chunk) => Math.max(last, chunk.lastUs), 0));
      out.u32(10);
      out.u16(1);
      out.u64(messages);
    });
  }
}

function writeChunkIndex(out: RecordRoom, chunk: WrittenChunk): void {
  out.record(OP.chunkIndex, () => {
    out.ns(chunk.firstUs);
    out.ns(chunk.lastUs);
    out.u64(chunk.byte);
    out.u64(chunk.sizeBytes);
    out.u32(10);
    out.u16(1);
    out.u64(chunk.indexByte);
    out.u64(chunk.indexBytes);
    out.text(chunk.packing);
    out.u64(chunk.packedBytes);
    out.u64(chunk.recordsBytes);
  });
}
