import { resolve } from "node:path";
import { readModel } from "../nodes/model-files.ts";
import { calibrations, type Prediction, predictPublished } from "../studies/chips/published-inference.ts";
import type { Figure, Suite } from "./figure.ts";

const MODEL = resolve(import.meta.dirname, "../models/dynapcnn-published");

/** The published networks on the emulated chips, uncalibrated, then calibrated on one of them: all modelled. */
export const publishedSuite: Suite = {
  name: "published",
  question: "what do the chips' models, fitted to none of them, make of the published inference times?",
  run: async ({ short }) => {
    const { network } = await readModel(MODEL);
    const predictions = predictPublished(network, short ? 2 : 32);
    const figures = predictions.flatMap((prediction): Figure[] => [
      {
        name: `${prediction.chip} modelled`,
        value: prediction.predictedMs,
        unit: "ms",
        note: `published ${String(prediction.publishedMs)} ms, ${band(prediction)}; ${prediction.differs}`,
      },
    ]);
    const calibrated = calibrations(predictions).flatMap(({ on, others }) =>
      others.map((other): Figure => ({
        name: `${other.chip} calibrated on ${on}`,
        value: other.predictedMs,
        unit: "ms",
        note: `published ${String(other.publishedMs)} ms, ${band(other)}; ${other.ratio.toPrecision(2)} times it`,
      })),
    );
    return [...figures, ...calibrated];
  },
};

const band = ({ bandMs, isWithinBand }: Pick<Prediction, "bandMs" | "isWithinBand">): string =>
  `${isWithinBand ? "within" : "OUTSIDE"} the band ${bandMs.map((ms) => ms.toPrecision(2)).join(" .. ")} ms`;
