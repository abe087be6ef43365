import type { DecodeStats } from "../../src/codecs/decode-stats.ts";
import { formatById } from "../../src/codecs/formats.ts";
import type { SaccadeError } from "../../src/core/errors.ts";
import type { Recording } from "../../src/recordings/recording.ts";
import type { Survey } from "../../src/recordings/survey.ts";
import { textTable } from "./table.ts";

/** What `saccade events info --json` prints. Times [us] as the file has them; null where the file says nothing. */
export interface RecordingInfo {
  readonly file: string;
  readonly bytes: number;
  /** Id of the format, its full name, and what tells two files of it apart. */
  readonly format: string;
  readonly name: string;
  readonly variant: string;
  /** [px], and where the size comes from. */
  readonly width: number | null;
  readonly height: number | null;
  readonly geometryFrom: string;
  /** Which corner (0, 0) is. */
  readonly origin: string;
  readonly camera: string | null;
  readonly count: number;
  /** [us] first and last event in the file; earliest and latest of all. */
  readonly tFirst: number | null;
  readonly tLast: number | null;
  readonly tMin: number | null;
  readonly tMax: number | null;
  /** [-] events earlier than the one before. */
  readonly stepsBack: number;
  /** [events] as decoded: ON is brighter, whatever bit the file stores. */
  readonly polarity: { readonly on: number; readonly off: number };
  readonly triggers: number;
  readonly imuSamples: number;
  readonly frames: number;
  /** Everything else that the decoder counted, what is zero left out. */
  readonly counted: Readonly<Record<string, number>>;
  readonly rowsSha256?: string;
  /** What ended the reading before the file's end. */
  readonly error?: { readonly code: string; readonly message: string; readonly byte?: number };
}

/** Counts that have a place of their own. */
const TOLD: readonly string[] = ["bytes", "events", "triggers", "imuSamples", "frames"];

/** Puts together what is known of a recording that has been read. */
export function infoOf(
  recording: Recording,
  survey: Survey,
  more: { readonly rowsSha256: string | undefined; readonly error: SaccadeError | null },
): RecordingInfo {
  const { header, stats } = recording;
  const { triggers, imuSamples, frames } = stats;
  const known = (timeUs: number): number | null => (Number.isNaN(timeUs) ? null : timeUs);
  return {
    file: recording.path,
    bytes: recording.sizeBytes,
    format: header.format,
    name: formatById(header.format).name,
    variant: header.variant,
    width: header.geometry?.width ?? null,
    height: header.geometry?.height ?? null,
    geometryFrom: header.geometryFrom,
    origin: header.origin,
    camera: header.camera,
    count: survey.count,
    tFirst: known(survey.firstUs),
    tLast: known(survey.lastUs),
    tMin: known(survey.minUs),
    tMax: known(survey.maxUs),
    stepsBack: survey.stepsBack,
    polarity: { on: survey.on, off: survey.count - survey.on },
    triggers,
    imuSamples,
    frames,
    counted: countedOf(stats),
    ...(more.rowsSha256 === undefined ? {} : { rowsSha256: more.rowsSha256 }),
    ...(more.error === null ? {} : { error: errorOf(more.error) }),
  };
}

/** Everything that a decoder counted beside what has a place of its own, what is zero left out. */
export function countedOf(stats: Readonly<DecodeStats>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(stats).filter(([name, value]) => value > 0 && !TOLD.includes(name)),
  );
}

function errorOf({ code, message, where }: SaccadeError): NonNullable<RecordingInfo["error"]> {
  const { byte } = where;
  return { code, message, ...(typeof byte === "number" ? { byte } : {}) };
}

/** The same for a person. */
export function infoTable(info: RecordingInfo): string {
  const { width, height, tMin, tMax, count, polarity } = info;
  const durationUs = tMin === null || tMax === null ? 0 : tMax - tMin;
  const size =
    width === null ? "not stated in the file" : `${width}x${height} px (from the ${info.geometryFrom})`;
  const rate = durationUs > 0 ? `, ${((count / durationUs) * 1000).toFixed(1)} k/s on average` : "";
  const rows: [string, string][] = [
    ["file", `${info.file}, ${info.bytes} bytes`],
    ["format", info.variant === "" ? info.name : `${info.name} (${info.variant})`],
    ["sensor", size],
    ["origin", info.origin],
    ["camera", info.camera ?? "not stated"],
    ["events", `${count}${rate}`],
    ["polarity", `${polarity.on} on, ${polarity.off} off`],
    ["times", `${info.tFirst ?? "-"} to ${info.tLast ?? "-"} us (${(durationUs / 1e6).toFixed(6)} s)`],
    ["steps back", String(info.stepsBack)],
    ["beside", `${info.triggers} triggers, ${info.imuSamples} inertial samples, ${info.frames} frames`],
    ...Object.entries(info.counted).map(([name, value]): [string, string] => [spaced(name), String(value)]),
  ];
  if (info.rowsSha256 !== undefined) rows.push(["rows sha256", info.rowsSha256]);
  return textTable(rows, 2);
}

const spaced = (name: string): string => name.replace(/([A-Z])/g, " $1").toLowerCase();
