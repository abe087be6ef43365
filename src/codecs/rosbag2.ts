import { SaccadeError } from "../core/errors.ts";
import type { EventBatch } from "../core/event-batch.ts";
import { CheckedSource } from "./checked-source.ts";
import { type DecoderOptions, type SourceDecoder, type SourceFormat, type StreamHeader } from "./codec.ts";
import { createDecodeStats } from "./decode-stats.ts";
import { dropBefore } from "./drop-before.ts";
import { EventIndex } from "./event-index.ts";
import { EventTopic, type Topics } from "./event-topic.ts";
import type { Channel } from "./record-reader.ts";
import { SqliteFile, SqliteRows, SQLITE_MAGIC, type SqliteRow } from "./sqlite-file.ts";
import { readTables, textOf, type SqliteTable } from "./sqlite-schema.ts";
import type { SqliteValue } from "./sqlite-record.ts";

/** Columns of the table of messages that matter. */
interface MessageColumns {
  readonly topic: number;
  readonly data: number;
}

/** The message of a row: its topic's number, and its bytes. */
type Content = readonly [topic: SqliteValue | undefined, data: SqliteValue | undefined];

/** Reads the messages of a ROS 2 bag in SQLite, in the order in which they were recorded. */
class Rosbag2Decoder implements SourceDecoder, Topics {
  readonly stats = createDecodeStats();
  readonly channels = new Map<number, Channel>();
  readonly fields: Record<string, string> = {};
  unreadable: SaccadeError | null = null;
  readonly #options: DecoderOptions;
  readonly #sizeBytes: number;
  readonly #topic: EventTopic;
  readonly #rows: SqliteRows;
  readonly #columns: MessageColumns;
  readonly #index = new EventIndex();
  /** State of the topic before its first message. */
  #start: readonly number[] = [];
  #skipUntilUs = -Infinity;
  #failure: SaccadeError | null = null;

  constructor(source: CheckedSource, options: DecoderOptions) {
    this.#options = options;
    this.#sizeBytes = source.sizeBytes;
    const file = new SqliteFile(source);
    const tables = readTables(file);
    const messages = tableOf(tables, "messages");
    this.#columns = { topic: columnOf(messages, "topic_id"), data: columnOf(messages, "data") };
    this.#readTopics(file, tableOf(tables, "topics"));
    this.#rows = new SqliteRows(file, messages.root);
    this.#topic = new EventTopic("rosbag2", this, this.stats, options);
    this.#readHeader();
  }

  get header(): StreamHeader {
    return this.#topic.header ?? NO_EVENTS;
  }

  read(out: EventBatch): boolean {
    if (this.#failure !== null) throw this.#failure;
    const start = out.length;
    try {
      return this.#read(out, start);
    } catch (error) {
      if (error instanceof SaccadeError) this.#failure = error;
      throw error;
    } finally {
      this.#skip(out, start);
    }
  }

  seek(timeUs: number): void {
    const place = this.#index.before(timeUs);
    const [count = 0, ...state] = place?.state ?? [];
    this.#rows.restore(state.slice(0, count));
    this.#topic.restore(place === null ? this.#start : state.slice(count));
    this.#skipUntilUs = timeUs;
    this.#failure = null;
  }

  /** Goes to the first message with events, which says their size and encoding, and back to the start. */
  #readHeader(): void {
    while (this.#topic.header === null && this.#next());
    if (this.#topic.header === null) this.#topic.end();
    this.#topic.drop();
    this.#start = this.#topic.save();
    this.#rows.restore([]);
    Object.assign(this.stats, createDecodeStats());
  }

  /** Decodes until `out` is full or there is no more; returns false at the end. */
  #read(out: EventBatch, start: number): boolean {
    for (;;) {
      if (!this.#topic.drain(out)) {
        if (this.#skipUntilUs === -Infinity) return true;
        this.#skip(out, start);
        continue;
      }
      this.#index.offer(() => {
        const rows = this.#rows.save();
        return { timeUs: this.#topic.timeUs, state: [rows.length, ...rows, ...this.#topic.save()] };
      });
      if (!this.#next()) return false;
    }
  }

  /** After `seek`: removes what was decoded only to get there. */
  #skip(out: EventBatch, start: number): void {
    if (this.#skipUntilUs === -Infinity || out.length === start) return;
    if (dropBefore(out, start, this.#skipUntilUs)) this.#skipUntilUs = -Infinity;
  }

  /** Takes the next message; false after the last. In salvage, leaves out what is damaged. */
  #next(): boolean {
    try {
      const row = this.#rows.next();
      if (row !== null) this.#take(row);
      return row !== null;
    } catch (error) {
      if (!(error instanceof SaccadeError) || this.#options.salvage !== true) throw error;
      if (error.code === "codec-unsupported") this.unreadable ??= error;
      this.stats.damages++;
      this.#topic.lose();
      return true;
    }
  }

  #take({ byte, values }: SqliteRow): void {
    const [topic, data]: Content = [values[this.#columns.topic], values[this.#columns.data]];
    if (typeof topic !== "number" || !(data instanceof Uint8Array)) {
      throw new SaccadeError("codec-corrupt", `a message without topic or data at byte ${String(byte)}`, {
        byte,
      });
    }
    this.stats.bytes = Math.min(Math.max(this.stats.bytes, byte + data.length), this.#sizeBytes);
    this.#topic.take({ channel: topic, bytes: data, place: { byte, mapped: false } });
  }

  #readTopics(file: SqliteFile, table: SqliteTable): void {
    const [name, type, format] = ["name", "type", "serialization_format"].map((column) =>
      columnOf(table, column),
    );
    const rows = new SqliteRows(file, table.root);
    for (let row = rows.next(); row !== null; row = rows.next()) {
      const texts = [name, type, format].map((column) => textOf(row.values[column ?? 0]));
      const [topic = "", typeName = "", serialization] = texts;
      this.channels.set(row.id, { topic, type: typeName, layout: serialization === "cdr" ? "cdr" : null });
    }
  }
}

const tableOf = (tables: ReadonlyMap<string, SqliteTable>, name: string): SqliteTable => {
  const table = tables.get(name);
  if (table !== undefined) return table;
  const found = [...tables.keys()].join(", ") || "none";
  const message = `a SQLite file that is no ROS 2 bag: no table "${name}", its tables are ${found}`;
  throw new SaccadeError("codec-unsupported", message, { byte: 0 });
};

const columnOf = ({ columns }: SqliteTable, name: string): number => {
  const column = columns.indexOf(name);
  if (column >= 0) return column;
  const message = `a bag whose table has no column "${name}", only ${columns.join(", ")}`;
  throw new SaccadeError("codec-unsupported", message, { byte: 0 });
};

/** Of a damaged bag without any event that can be read. */
const NO_EVENTS: StreamHeader = {
  format: "rosbag2",
  variant: "",
  geometry: null,
  geometryFrom: "unknown",
  formatBounds: { width: 65536, height: 65536 },
  origin: "top-left",
  camera: null,
  fields: {},
  bodyByte: 0,
  rows: { ticksPerUs: 1000, storedOne: "on" },
};

/** ROS 2 bag in SQLite (`.db3`) with the same messages as ROSBAG1, in CDR; messages may be packed with zstd, one by one. */
export const ROSBAG2: SourceFormat = {
  id: "rosbag2",
  name: "ROS 2 bag (SQLite)",
  access: "random",
  sight: (head) => (SQLITE_MAGIC.every((byte, i) => byte === head[i]) ? "magic" : null),
  open: (source, options) => new Rosbag2Decoder(new CheckedSource(source), options),
};
