import { spikingTrackerFrom } from "../../nodes/trackers/spiking.ts";
import { tableTennisWorldIn } from "../../nodes/worlds/table-tennis.ts";
import { type PlayedRange, playPipeline } from "../play/pipeline-player.ts";
import type { PipelineTask } from "../play/pipeline-task.ts";
import { KeptNetworks } from "./kept-networks.ts";
import { SharedViews } from "./shared-views.ts";

/** Pipelines that play one ball each and share what they can: what cameras see, and networks with their answers. */
export class PipelineRows {
  readonly #networks = new KeptNetworks();
  readonly #views = new SharedViews();
  readonly #parts = {
    spikingTracker: spikingTrackerFrom(this.#networks),
    tableTennisWorld: tableTennisWorldIn(this.#views.makeRoom),
  };

  /** Another ball is next. */
  clear(): void {
    this.#views.clear();
    this.#networks.forgetAnswers();
  }

  /** @throws as `playPipeline` */
  play(task: PipelineTask, ball: number): Promise<PlayedRange> {
    return playPipeline(task, { first: ball, end: ball + 1 }, this.#parts);
  }
}
