import { type AnalogChoice, type Backend, decodeOutputs, type Program } from "../../src/backends/backend.ts";
import type { FitReport } from "../../src/backends/fit-report.ts";
import type { Ledger } from "../../src/backends/ledger.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { Model } from "../model-files.ts";
import { stepChoice } from "../model-card.ts";
import type { WindowNetwork } from "./window-detector.ts";

/** [1/ns] a window's time is told to the picosecond: sums of times leave the last bits to what was shown before. */
const PER_NS = 1000;

/** A model's network on an emulated chip. */
export interface ChipNetwork extends WindowNetwork {
  readonly program: Program;
  readonly report: FitReport;
  /** Counts, and [ns] modelled time of the chip, of all windows shown so far. */
  readonly ledger: Ledger;
  readonly totalNs: number;
  /** [ns] modelled time of the last window on the chip. */
  readonly deviceNs: number;
  /** [-] values of the last window that met a bound of the chip. */
  readonly saturated: number;
  /** `Session.seek`; absent where the chip has none. */
  readonly seek?: (window: number) => void;
}

/** Which chip, and how. */
export interface ChipChoice {
  readonly backend: Backend;
  /** Of chance on the chip and its link. */
  readonly seed: number;
  readonly placement: "fewest" | "fastest";
  /** Of analog chips; their defaults when left out. */
  readonly analog?: AnalogChoice;
}

/** What of a model a chip takes. */
export interface ChipModel {
  readonly card: Pick<Model["card"], "name" | "run">;
  readonly network: Model["network"];
}

/** A model's program for a chip. */
export interface ChipProgram {
  readonly backend: Backend;
  readonly program: Program;
  readonly report: FitReport;
}

/** Maps a model. Throws `network-unmappable` with every violation when it does not fit. */
export function mapOnChip(
  { card, network }: ChipModel,
  { backend, placement, analog }: Omit<ChipChoice, "seed">,
): ChipProgram {
  const { report, program } = backend.compile(network, {
    choice: stepChoice(card.run),
    steps: card.run.steps,
    placement,
    ...(analog === undefined ? {} : { analog }),
  });
  if (program === null) throw unmappable(card.name, report);
  return { backend, program, report };
}

/** Opens a program; windows are shown from rest. @param seed of chance on the chip */
export function openProgram({ backend, program, report }: ChipProgram, seed: number): ChipNetwork {
  const session = backend.open(program, { seed, carryState: false });
  const seek = session.seek?.bind(session);
  const events: { indices: Int32Array; count: number } = { indices: new Int32Array(0), count: 0 };
  let [deviceNs, saturated] = [0, 0];
  return {
    program,
    report,
    ledger: session.ledger,
    ...(seek === undefined ? {} : { seek }),
    get totalNs() {
      return session.deviceNs;
    },
    get deviceNs() {
      return deviceNs;
    },
    get saturated() {
      return saturated;
    },
    show: (indices, count, outputs) => {
      events.indices = indices;
      events.count = count;
      const result = session.submit(events);
      ({ saturated } = result);
      deviceNs = Math.round(result.deviceNs * PER_NS) / PER_NS;
      decodeOutputs(program, result, outputs);
    },
  };
}

/** Maps a model and opens it. Throws `network-unmappable` with every violation when it does not fit. */
export const openOnChip = (model: ChipModel, choice: ChipChoice): ChipNetwork =>
  openProgram(mapOnChip(model, choice), choice.seed);

function unmappable(name: string, { device, violations }: FitReport): SaccadeError {
  const list = violations
    .map(
      ({ code, layer, need, limit, hint }) =>
        `${layer}: ${code}, needs ${need}, the chip has ${limit} (smallest change: ${hint})`,
    )
    .join("; ");
  const message = `${name} does not fit ${device}: ${list}; saccade map MODEL --backend ${device} tells more`;
  return new SaccadeError("network-unmappable", message, {
    backend: device,
    layer: violations[0]?.layer ?? "network",
  });
}
