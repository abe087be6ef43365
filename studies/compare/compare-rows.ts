import type { BackendName } from "../../src/backends/backend.ts";
import type { LinkName } from "../../src/backends/link-profiles.ts";
import { BACKENDS } from "../../src/backends/registry.ts";
import type { SubmissionMode } from "../../src/backends/link.ts";
import { existingLinks, SUPPOSED_LINKS } from "./chip-links.ts";

/** A way to play without a chip: what a chip is held against. */
export interface BaselineRow {
  readonly table: "baseline";
  readonly name: string;
  /** `oracle`, or the kind of a tracker. */
  readonly tracker: string;
  /** Folder of the model that it runs; absent where it needs none. */
  readonly model?: string;
}

/** A model on a chip behind a link. */
export interface ChipRow {
  readonly table: "same-weights" | "chip-native";
  readonly name: string;
  readonly chip: BackendName;
  readonly link: LinkName;
  /** Whether the pair can be had; if not, it stands here to tell the chip's part from its link's. */
  readonly pair: "exists" | "no link" | "equal link";
  /** What the pair is in the world. */
  readonly what: string;
  readonly ownSensor: boolean;
  readonly submission: SubmissionMode;
  readonly model: string;
}

export type CompareRow = BaselineRow | ChipRow;

/** What is compared. */
export interface CompareChoice {
  /** Folder of the model that every chip maps. */
  readonly model: string;
  /** Folders of models made for single chips. */
  readonly native: ReadonlyMap<BackendName, string>;
  readonly chips: readonly BackendName[];
  /** Only these links; empty = all. */
  readonly links: readonly LinkName[];
  readonly submission: SubmissionMode;
}

export const allChips = (): BackendName[] => [...BACKENDS.keys()];

/** Name of the row that all others are held against. */
export const ORACLE = "oracle";

/** All rows of a comparison; the oracle is the first. */
export function compareRows(choice: CompareChoice): CompareRow[] {
  const { model, native, chips } = choice;
  return [
    ...baselines(model),
    ...chips.flatMap((chip) => chipRows(chip, "same-weights", model, choice)),
    ...chips.flatMap((chip) => {
      const own = native.get(chip);
      return own === undefined ? [] : chipRows(chip, "chip-native", own, choice);
    }),
  ];
}

const baselines = (model: string): BaselineRow[] => [
  { table: "baseline", name: ORACLE, tracker: "oracle" },
  { table: "baseline", name: "RANSAC circle, host", tracker: "tracker/ransac-circle" },
  { table: "baseline", name: "mid-range, host", tracker: "tracker/mid-range" },
  { table: "baseline", name: "same network in floats, host", tracker: "tracker/spiking", model },
];

function chipRows(
  chip: BackendName,
  table: ChipRow["table"],
  model: string,
  { links, submission }: CompareChoice,
): ChipRow[] {
  const isAsked = (link: LinkName): boolean => links.length === 0 || links.includes(link);
  const common = { table, chip, submission, model };
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
