import { resolve } from "node:path";
import { LINKS } from "../src/backends/link-profiles.ts";
import type { SubmissionMode } from "../src/backends/link.ts";
import { type PassStudy, studyPasses } from "../studies/chips/pass-study.ts";
import type { Figure, Suite } from "./figure.ts";

const MODEL = resolve(import.meta.dirname, "../models/ball-real");
const SETUPS = (["loihi2", "akida1000"] as const).flatMap((chip) =>
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
      const study = await studyPasses({ ...setup, windows: short ? 500 : 10_000, model: MODEL });
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
      limit: { at: "most", value: 1e-9 },
    },
  ];
}
