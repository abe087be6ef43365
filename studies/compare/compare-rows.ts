import { circleTracker } from "../../nodes/trackers/circle.ts";
import { midRangeTracker } from "../../nodes/trackers/mid-range.ts";
import { spikingTracker } from "../../nodes/trackers/spiking.ts";
import type { BackendName } from "../../src/backends/backend.ts";
import type { LinkName } from "../../src/backends/link-profiles.ts";
import { BACKENDS } from "../../src/backends/registry.ts";
import type { SubmissionMode } from "../../src/backends/link.ts";
import { existingLinks } from "../../src/backends/existing-links.ts";
import { SUPPOSED_LINKS } from "./compared-links.ts";

/** A way to play without a chip: what a chip is held against. */
export interface BaselineRow {
  readonly table: "baseline";
  readonly name: string;
  /** `oracle`, or the kind of a tracker. */
  readonly tracker: string;
  /** Folder of the model that it runs; absent where it needs none. */
  readonly model?: string;
  /** [us] that the host is charged for a window; absent for the oracle. */
  readonly hostUs?: number;
}

/** A model on a chip behind a link. */
export interface ChipRow {
  readonly table: "same-weights" | "chip-native";
  readonly name: string;
  readonly chip: BackendName;
  readonly link: LinkName;
  /** Whether the pair can be had; if not, it stands here to tell the chip's part from its link's. */
  readonly pair: "exists" | "no link" | "equal link";
  /** [us] that the host is charged for a window, for region, filter and decoding. */
  readonly hostUs: number;
  /** What the pair is in the world. */
  readonly what: string;
  readonly ownSensor: boolean;
  /** [px] that a ball in the middle of the table is wide on the chip's own sensor; absent for other rows. */
  readonly ballPx?: number;
  readonly submission: SubmissionMode;
  readonly model: string;
}

/** A tracker that runs on the host. */
export interface HostTracker {
  /** Its kind without the family, and its model's. */
  readonly name: string;
  readonly kind: string;
  /** Folder; absent where it needs none. */
  readonly model?: string;
  /** [us] that its node is charged for a window. */
  readonly hostUs: number;
}

export type CompareRow = BaselineRow | ChipRow;

/** What is compared. */
export interface CompareChoice {
  /** Folder of the model that every chip maps. */
  readonly model: string;
  /** Folders of models made for single chips. */
  readonly native: ReadonlyMap<BackendName, string>;
  /** Trackers on the host beside the usual ones. */
  readonly trackers: readonly HostTracker[];
  readonly chips: readonly BackendName[];
  /** Only these links; empty = all. */
  readonly links: readonly LinkName[];
  readonly submission: SubmissionMode;
}

export const allChips = (): BackendName[] => [...BACKENDS.keys()];

/** Names of the rows that others are held against: who knows the ball at once, and who runs the model without a chip. */
export const ORACLE = "oracle";
export const HOST_FLOATS = "same network in floats, host";

/** All rows of a comparison; the oracle is the first. */
export function compareRows(choice: CompareChoice): CompareRow[] {
  const { model, native, chips } = choice;
  return [
    ...baselines(choice),
    ...chips.flatMap((chip) => chipRows(chip, "same-weights", model, choice)),
    ...chips.flatMap((chip) => {
      const own = native.get(chip);
      return own === undefined ? [] : chipRows(chip, "chip-native", own, choice);
    }),
  ];
}

const baselines = ({ model, trackers }: CompareChoice): BaselineRow[] => [
  { table: "baseline", name: ORACLE, tracker: "oracle" },
  {
    table: "baseline",
    name: "RANSAC circle, host",
    tracker: circleTracker.kind,
    hostUs: circleTracker.costUs,
  },
  {
    table: "baseline",
    name: "mid-range, host",
    tracker: midRangeTracker.kind,
    hostUs: midRangeTracker.costUs,
  },
  {
    table: "baseline",
    name: HOST_FLOATS,
    tracker: spikingTracker.kind,
    model,
    hostUs: spikingTracker.costUs,
  },
  ...trackers.map(({ name, kind, ...rest }): BaselineRow => {
    return { table: "baseline", name: `${name}, host`, tracker: kind, ...rest };
  }),
];

function chipRows(
  chip: BackendName,
  table: ChipRow["table"],
  model: string,
  { links, submission }: CompareChoice,
): ChipRow[] {
  const isAsked = (link: LinkName): boolean => links.length === 0 || links.includes(link);
  const common = { table, chip, submission, model, hostUs: spikingTracker.costUs };
  const supposed = (["no link", "equal link"] as const).map((pair): ChipRow => {
    const link = pair === "no link" ? SUPPOSED_LINKS.zero : SUPPOSED_LINKS.equal;
    const what = pair === "no link" ? "supposed: nothing to cross" : "supposed: the same link for all";
    return { ...common, name: `${chip}, ${pair}`, link, pair, what, ownSensor: false };
  });
  const existing = existingLinks(chip).map(({ link, what, ownSensor = false }): ChipRow => {
    const name = `${chip}, ${link}${ownSensor ? ", own sensor" : ""}`;
    return { ...common, name, link, pair: "exists", what, ownSensor };
  });
  // a pair that exists and is the equal link is one row, not two
  const distinct = supposed.filter(
    ({ link }) => !existing.some((row) => row.link === link && !row.ownSensor),
  );
  return [...distinct, ...existing].filter(({ link }) => isAsked(link));
}
