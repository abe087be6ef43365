import { openOnChip } from "../../nodes/trackers/chip-network.ts";
import { openWindowNetwork } from "../../nodes/trackers/window-network.ts";
import type { ModelCard } from "../../nodes/model-card.ts";
import { readBallModel } from "../../nodes/model-files.ts";
import type { AnalogChoice, Backend } from "../../src/backends/backend.ts";
import type { FitReport } from "../../src/backends/fit-report.ts";
import { energiesOf, type FourEnergies, type Ledger } from "../../src/backends/ledger.ts";
import { type NeuroBench, neuroBench } from "../../src/backends/neurobench.ts";
import { allOf, readBallFrames, splitFrames } from "../train/ball-frames.ts";
import { type PixelErrors, pixelErrors } from "../train/error-statistics.ts";
import { compareErrors, type Comparison } from "../train/eval-model.ts";
import { distances } from "../train/sample-errors.ts";
import { shownPlaces } from "../train/shown-places.ts";

/** A model on an emulated chip, on labelled frames, beside the same model in floats. Times and energies are modelled. */
export interface ChipEvaluation {
  readonly model: string;
  readonly frames: string;
  readonly backend: string;
  readonly errorPx: PixelErrors;
  readonly floatPx: PixelErrors;
  /** Of a model made for this chip: the floats that it was made from, by its card. Stepped in floats it has not the chip's order of events. */
  readonly madeFrom?: NonNullable<ModelCard["figures"]["onChip"]>["floats"];
  /** The chip's error less the floats', frame by frame. */
  readonly loss: Comparison;
  readonly quantisation: FitReport["quantisation"];
  /** A window, on average. */
  readonly window: WindowFigures;
}

export interface WindowFigures {
  /** [us] */
  readonly deviceUs: number;
  /** [nJ] a window, four ways that are never added up. */
  readonly energies: FourEnergies;
  readonly neuroBench: NeuroBench;
  readonly spikes: number;
  readonly synops: number;
  readonly messages: number;
  /** [-] values that met a bound of the chip, over all windows. */
  readonly saturated: number;
}

export interface EvalOnChipOptions {
  readonly backend: Backend;
  readonly placement?: "fewest" | "fastest";
  readonly analog?: AnalogChoice;
  /** Of chance on the chip; 0 when left out. */
  readonly seed?: number;
  readonly every?: number;
  /** Told frames shown to the chip so far, of so many. */
  readonly progress?: (shown: number, frames: number) => void;
}

/** Shows a chip and the engine every `every`-th frame of a folder. */
export async function evalOnChip(
  folder: string,
  framesFolder: string,
  { backend, placement = "fewest", analog = {}, seed = 0, every = 1, progress }: EvalOnChipOptions,
): Promise<ChipEvaluation> {
  const model = await readBallModel(folder);
  const { card } = model;
  const { channels, height, width } = card.input;
  const read = await readBallFrames(framesFolder, { channels: 1, height, width });
  const data = channels === 2 ? splitFrames(read) : read;
  const shown = allOf(data).filter((frame) => frame % every === 0);
  const chip = openOnChip(model, { backend, placement, analog, seed });
  let [saturated, frames] = [0, 0];
  const onChip = shownPlaces(chip, { frames: data.frames, shown, decoder: card.decoder }, () => {
    saturated += chip.saturated;
    progress?.(++frames, shown.length);
  });
  const inFloats = shownPlaces(openWindowNetwork(model), {
    frames: data.frames,
    shown,
    decoder: card.decoder,
  });
  const errorsPx = distances(onChip, data, shown);
  const floatsPx = distances(inFloats, data, shown);
  const { ledger, totalNs: deviceNs } = chip;
  const made = card.figures.onChip;
  return {
    model: folder,
    frames: framesFolder,
    backend: backend.name,
    errorPx: pixelErrors(errorsPx),
    floatPx: pixelErrors(floatsPx),
    ...(made?.backend === backend.name ? { madeFrom: made.floats } : {}),
    loss: {
      against: "floats",
      ...compareErrors(
        errorsPx,
        floatsPx,
        data.sequence.filter((_, frame) => frame % every === 0),
      ),
    },
    quantisation: chip.report.quantisation,
    window: {
      deviceUs: deviceNs / shown.length / 1000,
      energies: perWindow(energiesOf(ledger, backend.describe().energies, deviceNs), shown.length),
      neuroBench: neuroBench(chip.program, ledger, shown.length),
      ...countsOf(ledger, shown.length),
      saturated,
    },
  };
}

function perWindow({ proxyNj, dynamicNj, staticNj, linkNj }: FourEnergies, windows: number): FourEnergies {
  return {
    proxyNj: proxyNj / windows,
    ...(dynamicNj === undefined
      ? {}
      : {
          dynamicNj: Object.fromEntries(
            Object.entries(dynamicNj).map(([component, nj]) => [component, nj / windows]),
          ),
        }),
    ...(staticNj === undefined ? {} : { staticNj: staticNj / windows }),
    ...(linkNj === undefined ? {} : { linkNj: linkNj / windows }),
  };
}

const countsOf = (
  ledger: Ledger,
  windows: number,
): Pick<WindowFigures, "spikes" | "synops" | "messages"> => ({
  spikes: ledger.total("spikes") / windows,
  synops: ledger.total("synops") / windows,
  messages: ledger.total("messagesOut") / windows,
});
