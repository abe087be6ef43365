import { resolve } from "node:path";
import { LINKS } from "../src/backends/link-profiles.ts";
import type { SubmissionMode } from "../src/backends/link.ts";
import { type PassStudy, studyPasses } from "../studies/chips/pass-study.ts";
import type { Figure, Suite } from "./figure.ts";

/** The tracker, and where a chip has one of its own, that. */
const MODELS = { loihi2: "ball-real", akida1000: "ball-real", speck2f: "ball-speck" } as const;
/** [-] through the pipeline, of each chip behind each link. */
const PASSES = 10_000;
/** [-] windows shown for a pass, at most: serial, a script of 1.3 ms lets every second one through, and some more. */
const WINDOWS_A_PASS = 2.2;
const SETUPS = (["loihi2", "akida1000", "speck2f"] as const).flatMap((chip) =>
  (["pcie", "ziegler-akida-script"] as const).flatMap((link) =>
    (["serial", "pipelined"] as const).map((submission) => ({ chip, link, submission })),
  ),
);

/** Passes through a whole pipeline in virtual time; all modelled. */
export const passesSuite: Suite = {
  name: "passes",
  question:
    "is a pass through the whole pipeline the chip's own inference and its link, serial and pipelined?",
  run: async ({ short }) => {
    const figures: Figure[] = [];
    for (const setup of SETUPS) {
      const isSlow = setup.submission === "serial" && setup.link !== "pcie";
      const windows = (short ? 500 : PASSES) * (isSlow ? WINDOWS_A_PASS : 1);
      const model = resolve(import.meta.dirname, "../models", MODELS[setup.chip]);
      const study = await studyPasses({ ...setup, windows, model });
      if (!short && study.passes < PASSES)
        throw new Error(`only ${String(study.passes)} passes came through`);
      figures.push(
        ...figuresOf(`${setup.chip}, ${setup.link}, ${setup.submission}`, study, setup.submission),
      );
      const meanUs = LINKS.get(setup.link)?.overheadUs.value ?? NaN;
      const leastUs = 0.95 * meanUs; // events on the bus come on top
      if (!short && !(study.linkUs > leastUs))
        throw new Error(`a link of ${String(meanUs)} us came out as ${String(study.linkUs)} us`);
    }
    return figures;
  },
};

function figuresOf(name: string, study: PassStudy, submission: SubmissionMode): Figure[] {
  const { passes, inferenceUs, linkUs, passUs, mostUnexplainedUs, ownTimeRatio, dropped } = study;
  const note =
    `${String(passes)} passes, inference ${inferenceUs.toFixed(1)} us, link${submission === "pipelined" ? " and queue" : ""} ` +
    `${linkUs.toFixed(1)} us, ${String(dropped)} windows not taken`;
  const limit = { at: "most", value: 1 } as const;
  return [
    { name: `${name}: pass`, value: passUs, unit: "us", note },
    { name: `${name}: most unexplained`, value: mostUnexplainedUs, unit: "us", limit },
    {
      name: `${name}: own time off`,
      value: Math.abs(1 - ownTimeRatio),
      unit: "-",
      limit: { at: "most", value: 1e-7 }, // times of windows are told to the picosecond
    },
  ];
}
