import { type BallModel, type Model, readBallModel } from "../../nodes/model-files.ts";
import {
  type ChipChoice,
  type ChipNetwork,
  type ChipProgram,
  mapOnChip,
  openProgram,
} from "../../nodes/trackers/chip-network.ts";
import type { NetworkSource } from "../../nodes/trackers/spiking.ts";
import type { WindowNetwork } from "../../nodes/trackers/window-detector.ts";
import { openWindowNetwork } from "../../nodes/trackers/window-network.ts";
import { type ChipAnswers, RememberedChip } from "./remembered-chip.ts";

/**
 * Models, programs and opened networks, kept from run to run, so that a run of one ball does not begin with them. A chip on which
 * nothing is left to chance, or chance goes by a window's number, also remembers its answers: rows that differ in the link alone show
 * it the same windows.
 */
export class KeptNetworks implements NetworkSource {
  readonly #models = new Map<string, Promise<BallModel>>();
  readonly #floats = new Map<Model, WindowNetwork>();
  readonly #programs = new Map<Model, Map<string, ChipProgram>>();
  readonly #answers = new Map<ChipProgram, ChipAnswers>();
  /** Likewise of chips whose chance goes by the window, by seed, which no two balls share. */
  readonly #ofBall = new Map<ChipProgram, Map<number, ChipAnswers>>();

  readonly readModel = (folder: string): Promise<BallModel> =>
    kept(this.#models, folder, () => readBallModel(folder));

  readonly inFloats = (model: BallModel): WindowNetwork =>
    kept(this.#floats, model, () => openWindowNetwork(model));

  readonly onChip = (model: Model, choice: ChipChoice): ChipNetwork => {
    const { backend, placement, analog, seed } = choice;
    const programs = kept(this.#programs, model, () => new Map<string, ChipProgram>());
    const key = JSON.stringify([backend.name, placement, analog]);
    const program = kept(programs, key, () => mapOnChip(model, choice));
    const opened = (): ChipAnswers => ({ chip: openProgram(program, seed), byWindow: new Map() });
    if (backend.isSteady === true) return new RememberedChip(kept(this.#answers, program, opened));
    if (backend.seeks !== true) return openProgram(program, seed);
    const bySeed = kept(this.#ofBall, program, () => new Map<number, ChipAnswers>());
    return new RememberedChip(kept(bySeed, seed, opened));
  };

  /** Forgets what chips answered: another ball has other windows. */
  forgetAnswers(): void {
    for (const { byWindow } of this.#answers.values()) byWindow.clear();
    this.#ofBall.clear();
  }
}

function kept<K, V>(all: Map<K, V>, key: K, make: () => V): V {
  const found = all.get(key) ?? make();
  all.set(key, found);
  return found;
}
