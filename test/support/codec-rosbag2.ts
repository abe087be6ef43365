import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A topic of a ROS 2 bag: name, type, and how its messages are serialised. */
export type BagTopic = readonly [name: string, type: string, format?: string];

/** The bytes of a SQLite file made by these statements and this filling. */
export function sqliteFile(schema: string, fill: (database: DatabaseSync) => void): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "saccade-bag-"));
  const file = join(folder, "bag.db3");
  try {
    const database = new DatabaseSync(file);
    database.exec("PRAGMA synchronous = OFF");
    database.exec(schema);
    database.exec("BEGIN"); // one transaction: else each row waits for the disk
    fill(database);
    database.exec("COMMIT");
    database.close();
    return new Uint8Array(readFileSync(file));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Tables as rosbag2 makes them. */
const SCHEMA = `PRAGMA page_size = 512;
  CREATE TABLE topics(id INTEGER PRIMARY KEY,name TEXT NOT NULL,type TEXT NOT NULL,serialization_format TEXT NOT NULL,offered_qos_profiles TEXT NOT NULL);
  CREATE TABLE messages(id INTEGER PRIMARY KEY,topic_id INTEGER NOT NULL,timestamp INTEGER NOT NULL, data BLOB NOT NULL);
  CREATE INDEX timestamp_idx ON messages (timestamp ASC);`;

/** A ROS 2 bag with these topics (numbered from 1) and messages. */
export const bag2File = (
  topics: readonly BagTopic[],
  messages: readonly (readonly [topic: number, data: Uint8Array])[],
): Uint8Array =>
  sqliteFile(SCHEMA, (database) => {
    const topic = database.prepare("INSERT INTO topics VALUES (?, ?, ?, ?, '')");
    topics.forEach(([name, type, format], i) => topic.run(i + 1, name, type, format ?? "cdr"));
    const message = database.prepare("INSERT INTO messages VALUES (?, ?, ?, ?)");
    messages.forEach(([id, data], i) => message.run(i + 1, id, 1e15 + i, data));
  });
