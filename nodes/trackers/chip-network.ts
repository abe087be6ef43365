import {
  type AnalogChoice,
  type Backend,
  decodeOutputs,
  type Program,
  type Session,
} from "../../src/backends/backend.ts";
import type { FitReport } from "../../src/backends/fit-report.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { Model } from "../model-files.ts";
import { stepChoice } from "../model-card.ts";
import type { WindowNetwork } from "./window-detector.ts";

/** A model's network on an emulated chip. */
export interface ChipNetwork extends WindowNetwork {
  readonly program: Program;
  readonly session: Session;
  readonly report: FitReport;
  /** [ns] modelled time of the last window on the chip. */
  readonly deviceNs: number;
  /** [-] values of the last window that met a bound of the chip. */
  readonly saturated: number;
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

/** Maps a model and opens it. Throws `network-unmappable` with every violation when it does not fit. */
export function openOnChip(
  { card, network }: ChipModel,
  { backend, seed, placement, analog }: ChipChoice,
): ChipNetwork {
  const { report, program } = backend.compile(network, {
    choice: stepChoice(card.run),
    steps: card.run.steps,
    placement,
    ...(analog === undefined ? {} : { analog }),
  });
  if (program === null) throw unmappable(card.name, report);
  const session = backend.open(program, { seed, carryState: false });
  const events: { indices: Int32Array; count: number } = { indices: new Int32Array(0), count: 0 };
  let [deviceNs, saturated] = [0, 0];
  return {
    program,
    session,
    report,
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
      ({ deviceNs, saturated } = result);
      decodeOutputs(program, result, outputs);
    },
  };
}

function unmappable(name: string, { device, violations }: FitReport): SaccadeError {
  const list = violations.map(({ code, layer, hint }) => `${layer}: ${code} (${hint})`).join("; ");
  const message = `${name} does not fit ${device}: ${list}; saccade map MODEL --backend ${device} tells more`;
  return new SaccadeError("network-unmappable", message, {
    backend: device,
    layer: violations[0]?.layer ?? "network",
  });
}
