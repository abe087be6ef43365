import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ask,
  OURS,
  startDecoders,
  type DecodeOrder,
  type EventDecoder,
  type EventFormat,
  type Sums,
  type Timing,
} from "./event-decoders.ts";
import { eventInputs, writeRows, type EventInput } from "./event-inputs.ts";
import { recordedScene } from "./event-scenes.ts";
import { type Figure, median, type Suite } from "./figure.ts";

const FORMATS: Readonly<Record<EventFormat, { readonly name: string; readonly least: number }>> = {
  evt2: { name: "EVT 2.0", least: 1.3 },
  evt3: { name: "EVT 3.0", least: 1.3 },
  dat: { name: "DAT", least: 1.3 },
  aedat4: { name: "AEDAT 4 with LZ4", least: 1 },
};
/**
 * Which sum of a decoder's is known to be another than ours, by format and decoder: expelliarmus takes every TIME_LOW that
 * falls for a wrap, faery lets no time fall, evlib gives events of one time in another order.
 */
const DEVIATIONS: Readonly<Record<string, keyof Sums>> = {
  "evt3 expelliarmus": "times",
  "evt3 faery": "times",
  "evt2 evlib": "places",
  "evt3 evlib": "places",
  "aedat4 evlib": "places",
};
/** [-] a decoder with less of the fastest one's speed is timed once. */
const SLOW = 0.2;

/** Recordings from disk into batches: the public decoders against those of the Python package index, one thread. */
export const eventsSuite: Suite = {
  name: "events",
  question: "are recordings read faster than by the decoders that the Python package index has?",
  run: async ({ short }) => {
    const decoders = await startDecoders();
    const folder = mkdtempSync(join(tmpdir(), "saccade-events-"));
    try {
      const figures: Figure[] = [];
      for (const input of withDvWriter(eventInputs(), decoders)) {
        figures.push(...(await measure(input, decoders, { folder, short })));
      }
      return figures;
    } finally {
      for (const decoder of decoders) decoder.process.end();
      rmSync(folder, { recursive: true });
    }
  },
};

/** An input that a decoder's own library writes. */
interface ForeignInput extends EventInput {
  writeBy?(path: string, events: number): Promise<unknown>;
}

/** The recorded AEDAT 4 file is iniVation's own library's, where that runs: its frames have linked blocks. */
function withDvWriter(
  inputs: readonly EventInput[],
  decoders: readonly EventDecoder[],
): readonly ForeignInput[] {
  const dv = decoders.find(({ name }) => name === "dv-processing");
  if (dv === undefined) return inputs;
  const writeBy = (path: string, events: number): Promise<unknown> => {
    writeRows(`${path}.rows`, recordedScene("evt2"), events);
    return ask(dv, { action: "write", format: "aedat4", path });
  };
  const what = "the events of a real EVT 2.0 recording again and again, written by dv-processing";
  return inputs.map((input) =>
    input.format === "aedat4" && input.name === "recorded" ? { ...input, what, writeBy } : input,
  );
}

interface Run {
  readonly folder: string;
  readonly short: boolean;
}

async function measure(input: ForeignInput, decoders: readonly EventDecoder[], run: Run): Promise<Figure[]> {
  const path = join(
    run.folder,
    `${input.format}.${input.format === "evt2" || input.format === "evt3" ? "raw" : input.format}`,
  );
  const events = run.short ? 1_000_000 : input.writeBy === undefined ? 16_000_000 : 5_000_000;
  if (input.writeBy === undefined) input.write(path, events);
  else await input.writeBy(path, events);
  const sizeBytes = statSync(path).size;
  const taking = decoders.filter(({ formats }) => formats.includes(input.format));
  const checked = await check(input, taking, path);
  const rounds = await timings(input.format, checked.right, path, run.short ? 2 : 7);
  rmSync(path);
  const bytesPerEvent = (sizeBytes / checked.events).toFixed(1);
  const about = `${input.what}; ${(checked.events / 1e6).toFixed(1)} million events of ${bytesPerEvent} bytes`;
  return figures(input, rounds, about);
}

interface Checked {
  readonly events: number;
  /** Those whose events are ours, known deviations of their times aside. */
  readonly right: readonly EventDecoder[];
}

/** Compares the sums of every decoder with ours. @throws when one differs where no deviation is known. */
async function check(input: EventInput, decoders: readonly EventDecoder[], path: string): Promise<Checked> {
  const sumsOf = (decoder: EventDecoder): Promise<Sums> =>
    ask<Sums>(decoder, { action: "check", format: input.format, path });
  const [first, ...peers] = decoders;
  if (first?.name !== OURS) throw new Error("ours is the measure of the others");
  const ours = await sumsOf(first);
  const right = [first];
  for (const peer of peers) {
    const sums = await sumsOf(peer).catch((error: unknown) => {
      const found = error instanceof Error ? error.message : String(error);
      process.stderr.write(`${peer.name} does not read ${input.format}, ${input.name}: ${found}\n`);
      return null;
    });
    if (sums === null) continue;
    const known = DEVIATIONS[`${input.format} ${peer.name}`];
    const compared = known === undefined ? sums : { ...sums, [known]: ours[known] };
    if (JSON.stringify(compared) !== JSON.stringify(ours)) {
      const found = `${JSON.stringify(sums)}, ours are ${JSON.stringify(ours)}`;
      throw new Error(`${peer.name} gives other events of ${input.format}, ${input.name}: ${found}`);
    }
    right.push(peer);
  }
  return { events: ours.events, right };
}

/** Of each decoder, by name. */
type Rounds = ReadonlyMap<EventDecoder, number[]>;

/** [Mev/s] in turn, every other round the other way round; after a second of warming up each. */
async function timings(
  format: EventFormat,
  decoders: readonly EventDecoder[],
  path: string,
  count: number,
): Promise<Rounds> {
  const speed = async (decoder: EventDecoder): Promise<number> => {
    const { events, cpuMs } = await ask<Timing>(decoder, { action: "time", format, path });
    return events / cpuMs / 1000;
  };
  const first = new Map<EventDecoder, number>();
  for (const decoder of decoders) first.set(decoder, await speed(decoder));
  for (const decoder of decoders) await warmUp(decoder, { action: "time", format, path });
  const fastest = Math.max(...first.values());
  const rounds = new Map(decoders.map((decoder) => [decoder, [] as number[]]));
  for (const [decoder, once] of first) if (once < SLOW * fastest) rounds.get(decoder)?.push(once);
  const quick = decoders.filter((decoder) => rounds.get(decoder)?.length === 0);
  for (let round = 0; round < count; round++) {
    for (const decoder of round % 2 === 0 ? quick : quick.toReversed()) {
      rounds.get(decoder)?.push(await speed(decoder));
    }
  }
  return rounds;
}

/** Reads until a second of the processor's time is through, so that code which is compiled while it runs has been. */
async function warmUp(decoder: EventDecoder, order: DecodeOrder): Promise<void> {
  for (let cpuMs = 0; cpuMs < 1000;) cpuMs += (await ask<Timing>(decoder, order)).cpuMs;
}

/** The ratio that is promised, and below it what each decoder does. */
function figures(input: EventInput, rounds: Rounds, about: string): Figure[] {
  const { name: format, least } = FORMATS[input.format];
  const medians = [...rounds].map(([decoder, speeds]) => ({
    decoder,
    speed: median(speeds),
    runs: speeds.length,
  }));
  const ours = medians.find(({ decoder }) => decoder.name === OURS);
  const peers = medians.filter((one) => one !== ours && one.decoder.arrays);
  const fastest = peers.toSorted((a, b) => b.speed - a.speed)[0];
  if (ours === undefined || fastest === undefined) {
    process.stderr.write(`no peer reads ${format}, ${input.name}\n`);
    return [];
  }
  const title = `${format}, ${input.name}`;
  return [
    {
      name: `${title}: ours over the fastest peer`,
      value: ours.speed / fastest.speed,
      unit: "x",
      limit: { at: "least", value: least },
      note: `${fastest.decoder.name}; ${about}`,
    },
    ...medians.map(({ decoder, speed, runs }) => ({
      name: `${title}: ${decoder.name} ${decoder.version}`,
      value: speed,
      unit: "Mev/s",
      note: `${DELIVERS[decoder.name] ?? ""}; median of ${runs}`,
    })),
  ];
}

/** What a decoder hands over for its time; all read from disk (in the page cache). */
const DELIVERS: Readonly<Record<string, string>> = {
  [OURS]: "columns t, x, y, p of 16,384 events at a time, used again",
  faery: "a new array of 13-byte rows per block or packet",
  expelliarmus: "a new array of 16-byte rows per 131,072 events",
  evlib: "one data frame of the whole file",
  aedat: "a new array of 13-byte rows per packet",
  "dv-processing": "an array of 16-byte rows per packet (EventStore.numpy)",
  "dv-processing store":
    "the library's own EventStore per packet: not yet in an array, so not the peer compared with",
};
