import type { Format } from "../../src/codecs/codec.ts";
import type { CameraModel } from "../../src/core/camera.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { originOf, turnRows } from "../../src/recordings/origin.ts";
import { PartFile } from "../../src/recordings/part-file.ts";
import { RecordingWriter } from "../../src/recordings/recording-writer.ts";
import type { BallTruthRow } from "../../sims/camera/ball-truth.ts";
import type { LabelledBatch } from "../../sims/camera/camera-output.ts";
import { CAUSE } from "../../sims/camera/pixel-array.ts";

/** Where the files of one camera go. */
export interface CameraPaths {
  readonly recording: string;
  readonly truth: string;
  /** Absent = labels are not written. */
  readonly labels?: string;
}

/** What was written for one camera. */
export interface CameraCounts {
  readonly events: number;
  readonly on: number;
  /** [-] events by what made the pixel fire. */
  readonly byCause: Readonly<Record<keyof typeof CAUSE, number>>;
  /** [us] of the camera's clock; absent without events. */
  readonly firstUs?: number;
  readonly lastUs?: number;
  readonly truthRows: number;
  /** [bytes] of the recording. */
  readonly bytes: number;
}

const TRUTH_HEADER = "time_us,x_px,y_px,radius_px,visible,x_m,y_m,z_m,vx_mps,vy_mps,vz_mps\n";
const CAUSES = Object.keys(CAUSE) as (keyof typeof CAUSE)[];

/** How recordings are written. */
export interface CameraFilesOptions {
  readonly target: Format;
  readonly choices: Readonly<Record<string, string>>;
  readonly overwrite: boolean;
}

/**
 * The recording of one simulated camera with the truth beside it: a row of CSV every 100 us while there is a ball, and, if
 * wanted, a byte an event that says what made it (see `CAUSE`). Call `commit` or `discard` at the end.
 */
export class CameraFiles {
  readonly #recording: RecordingWriter;
  readonly #truth: PartFile;
  readonly #labels: PartFile | null;
  readonly #turnsRows: (batch: LabelledBatch) => void;
  readonly #byCause = { signal: 0, leak: 0, shot: 0, hot: 0 };
  #on = 0;
  #truthRows = 0;
  #firstUs: number | undefined;
  #lastUs: number | undefined;

  /** @throws SaccadeError `codec-unwritable`, `file-exists`, `disk-full`, `file-unreadable`; nothing is left then. */
  constructor(camera: CameraModel, paths: CameraPaths, { target, choices, overwrite }: CameraFilesOptions) {
    const { id, width, height } = camera;
    const writer = target.writer;
    if (writer === undefined) {
      throw new SaccadeError("codec-unwritable", `${target.name} can be read, but not written`);
    }
    const refusal = writer.refusal({ width, height });
    if (refusal !== null) {
      throw new SaccadeError("codec-unwritable", `${target.name} cannot hold camera "${id}": ${refusal}`, {
        camera: id,
      });
    }
    const encoder = writer.createEncoder({ geometry: { width, height }, camera: id, choices });
    const opened: { discard(): void }[] = [];
    const open = <T extends { discard(): void }>(file: T): T => {
      opened.push(file);
      return file;
    };
    try {
      this.#recording = open(new RecordingWriter(paths.recording, encoder, overwrite));
      this.#truth = open(new PartFile(paths.truth, overwrite));
      this.#labels = paths.labels === undefined ? null : open(new PartFile(paths.labels, overwrite));
      this.#truth.append(Buffer.from(TRUTH_HEADER));
    } catch (error) {
      for (const file of opened) file.discard();
      throw error;
    }
    const origin = originOf(target.id);
    this.#turnsRows = (batch) => {
      turnRows(batch, 0, "top-left", origin);
    };
  }

  get counts(): CameraCounts {
    const times =
      this.#firstUs === undefined || this.#lastUs === undefined
        ? {}
        : { firstUs: this.#firstUs, lastUs: this.#lastUs };
    return {
      events: this.#recording.events,
      on: this.#on,
      byCause: { ...this.#byCause },
      ...times,
      truthRows: this.#truthRows,
      bytes: this.#recording.writtenBytes,
    };
  }

  /** Takes the batch over. @throws SaccadeError `codec-unwritable`, `disk-full`, `file-unreadable` */
  write(batch: LabelledBatch, truth: readonly BallTruthRow[]): void {
    this.#count(batch);
    this.#turnsRows(batch);
    this.#recording.write(batch);
    this.#labels?.append(batch.cause);
    const rows = truth.filter(({ positionM }) => !Number.isNaN(positionM[0]));
    this.#truthRows += rows.length;
    this.#truth.append(Buffer.from(rows.map(truthLine).join("")));
  }

  commit(): void {
    this.#recording.commit();
    this.#truth.commit();
    this.#labels?.commit();
  }

  /** Leaves nothing behind of what has not been committed. */
  discard(): void {
    this.#recording.discard();
    this.#truth.discard();
    this.#labels?.discard();
  }

  #count({ t, p, cause, length }: LabelledBatch): void {
    if (length === 0) return;
    this.#firstUs ??= t[0];
    this.#lastUs = t[length - 1];
    for (const name of CAUSES) this.#byCause[name] += countOf(cause, CAUSE[name]);
    this.#on += countOf(p, 1);
  }
}

/** [-] how often a value occurs. */
function countOf(values: Uint8Array, value: number): number {
  let count = 0;
  for (const each of values) if (each === value) count++;
  return count;
}

function truthLine({ timeUs, xPx, yPx, radiusPx, visible, positionM, velocityMps }: BallTruthRow): string {
  const image = [xPx, yPx, radiusPx].map((px) => (Number.isNaN(px) ? "" : px.toFixed(4)));
  const place = positionM.map((m) => m.toFixed(6));
  const speed = velocityMps.map((mps) => mps.toFixed(5));
  return `${[timeUs, ...image, visible ? 1 : 0, ...place, ...speed].join(",")}\n`;
}
