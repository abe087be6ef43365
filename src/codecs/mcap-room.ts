import { FieldRoom } from "./field-room.ts";

const FIRST_BYTES = 65536;

/** MCAP records being written. */
export class RecordRoom extends FieldRoom {
  constructor() {
    super(FIRST_BYTES);
  }

  /** Appends a record: its type, its length, and what `body` writes. */
  record(op: number, body: () => void): void {
    this.u8(op);
    const lengthAt = this.length;
    this.u64(0);
    body();
    this.setU32(lengthAt, this.length - lengthAt - 8); // no record that is written reaches 4 GiB
  }
}
