import { closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs";
import type { EventBatch } from "../src/core/event-batch.ts";
import { formatById } from "../src/codecs/formats.ts";
import { RecordingWriter } from "../src/recordings/recording-writer.ts";
import { serializeRows } from "../src/codecs/rows.ts";
import type { EventFormat } from "./event-decoders.ts";
import { generatedScene, recordedScene, recordingPath, SENSOR } from "./event-scenes.ts";

/** How to write a file of at least `events` events at `path`. */
export interface EventInput {
  readonly format: EventFormat;
  readonly name: string;
  /** Where its bytes come from, for the figure's note. */
  readonly what: string;
  write(path: string, events: number): void;
}

/** Every input that can be made here. */
export function eventInputs(): readonly EventInput[] {
  const generated = (format: EventFormat): EventInput => ({
    format,
    name: "generated",
    what: "seeded moving edges, written by Saccade",
    write: (path, events) => writeReplayed(path, format, generatedScene(), events),
  });
  const inputs = (["evt2", "evt3", "dat", "aedat4"] as const).map(generated);
  if (!existsSync(recordingPath("evt2"))) {
    process.stderr.write("without real recordings: they are not in ../shared/data beside the repository\n");
    return inputs;
  }
  return [...inputs, replayedWords("evt2"), replayedWords("evt3"), rewritten("dat"), rewritten("aedat4")];
}

const rewritten = (format: "dat" | "aedat4"): EventInput => ({
  format,
  name: "recorded",
  what: "the events of a real EVT 2.0 recording again and again, written by Saccade",
  write: (path, events) => writeReplayed(path, format, recordedScene("evt2"), events),
});

/** A scene again and again, each time after the last. */
function writeReplayed(path: string, format: EventFormat, scene: EventBatch, events: number): void {
  const { writer } = formatById(format);
  if (writer === undefined) throw new TypeError(`${format} cannot be written`);
  const encoder = writer.createEncoder({ geometry: SENSOR, camera: "DVXplorer_0" });
  const output = new RecordingWriter(path, encoder, true);
  for (let written = 0; written < events; written += scene.length) {
    output.write(scene);
    later(scene);
  }
  output.commit();
}

/** Moves a scene on by its own length. */
export function later({ t, length }: EventBatch): void {
  const spanUs = t[length - 1]! - t[0]! + 1;
  for (let i = 0; i < length; i++) t[i]! += spanUs;
}

/** The rows of a scene again and again, 13 bytes each, for another's writer. */
export function writeRows(path: string, scene: EventBatch, events: number): void {
  const file = openSync(path, "w");
  for (let written = 0; written < events; written += scene.length) {
    writeSync(file, serializeRows(scene));
    later(scene);
  }
  closeSync(file);
}

/** Bits of a word: those of its type, the type of a TIME_HIGH, those of its value, what a value of 1 is worth [us]. */
const TIME_WORDS = {
  evt2: { array: Uint32Array, type: 0xf0000000, high: 0x80000000, value: 0x0fffffff, us: 64 },
  evt3: { array: Uint16Array, type: 0xf000, high: 0x8000, value: 0x0fff, us: 4096 },
} as const;

/** The words of a real recording again and again, as the camera sent them but for the value of each TIME_HIGH. */
const replayedWords = (format: "evt2" | "evt3"): EventInput => ({
  format,
  name: "recorded",
  what: "the words of a real recording again and again, TIME_HIGH moved on",
  write: (path, events) => {
    const { array, type, high, value, us } = TIME_WORDS[format];
    const bytes = readFileSync(recordingPath(format));
    const body = bodyStart(bytes);
    const words = new array(bytes.buffer.slice(bytes.byteOffset + body, bytes.byteOffset + bytes.length));
    const scene = recordedScene(format);
    const step = Math.ceil((scene.t[scene.length - 1]! - scene.t[0]! + 1) / us) + 1;
    const file = openSync(path, "w");
    writeSync(file, bytes.subarray(0, body));
    for (let written = 0; written < events; written += scene.length) {
      writeSync(file, new Uint8Array(words.buffer));
      for (let i = 0; i < words.length; i++) {
        const word = words[i]!;
        if ((word & type) >>> 0 === high) words[i] = high | ((word + step) & value);
      }
    }
    closeSync(file);
  },
});

/** [bytes] of the header lines, each begun by a percent sign. */
function bodyStart(bytes: Uint8Array): number {
  let at = 0;
  while (bytes[at] === 0x25) at = bytes.indexOf(0x0a, at) + 1;
  return at;
}
