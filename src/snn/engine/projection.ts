import { FAN_FIELDS, SYNAPSE_FIELDS, writeFan, writeSynapse } from "../../kernels/spiking/synapses.ts";
import type { Arena, Floats, Integers } from "./arena.ts";
import { planDense } from "./dense-plan.ts";
import { planFans } from "./fans.ts";
import type { Folded } from "./fold.ts";
import type { EventSource } from "./source.ts";
import type { Weighted } from "./weighted.ts";

/** How a projection's kernel is chosen: by the count of events, or always the same. */
export type SynapseChoice = "auto" | "events" | "dense";

/**
 * [-] cost of an event, and of a vector of a dense pass, in vectors of a scattered event. Measured on the published
 * tracker (`npm run bench -- snn`): a scattered vector is read, added and written, a dense one stays in a register.
 */
const EVENT_COST = 2;
const DENSE_VECTOR_COST = 0.6;
const PLACED_EVENT_COST = 1.5;

/** Weights from one source to the sums of one layer, by event or dense, whichever is less work for the events there are. */
export class Projection {
  /** [events] from so many on a dense pass is less work. */
  readonly denseFrom: number;
  readonly #source: EventSource;
  readonly #arena: Arena;
  readonly #structures: readonly Integers[];
  /** By sample: whether the last step was dense. */
  readonly wasDense: Uint8Array;

  constructor(
    arena: Arena,
    {
      source,
      folded,
      weighted,
      sums,
      choice,
    }: {
      readonly source: EventSource;
      readonly folded: Folded;
      readonly weighted: Weighted;
      /** By sample. */
      readonly sums: readonly Floats[];
      readonly choice: SynapseChoice;
    },
  ) {
    this.#arena = arena;
    this.#source = source;
    const fans = planFans(weighted, folded.factor);
    const dense = planDense(weighted, folded.factor);
    const table = arena.integers(source.count * FAN_FIELDS);
    const places = arena.keepIntegers(new Int32Array(source.count).fill(-1));
    let vectors = 0;
    source.places.forEach((place, element) => {
      const fan = fans.fanOf(folded.to[element]!);
      writeFan(table.view, place, fan);
      places.view[place] = dense.placeOf(folded.to[element]!);
      vectors += fan.rows * fan.vectors;
    });
    const weights = arena.keepFloats(fans.weights);
    const denseWeights = arena.keepFloats(dense.weights);
    const input = arena.floats(dense.inputCount);
    this.#structures = sums.map(() => arena.integers(SYNAPSE_FIELDS));
    this.#structures.forEach((structure, sample) => {
      writeSynapse(arena.memory, structure.address, {
        indices: source.indices[sample]!.address,
        values: source.values[sample]!.address,
        acc: sums[sample]!.address,
        fans: table.address,
        weights: weights.address,
        rowStride: fans.rowStride,
        places: places.address,
        input: input.address,
        denseWeights: denseWeights.address,
        ...dense.fields,
      });
    });
    this.wasDense = new Uint8Array(sums.length);
    this.denseFrom = crossover(choice, dense.fields, vectors / source.places.length);
  }

  /** Adds what the source's events bring to the sums. */
  run(sample: number): void {
    const count = this.#source.counts[sample]!;
    const structure = this.#structures[sample]!.address;
    const { call } = this.#arena;
    if (count < this.denseFrom) {
      call.scatter(structure, count);
      this.wasDense[sample] = 0;
      return;
    }
    call.place(structure, count);
    call.dense(structure);
    call.clear(structure, count);
    this.wasDense[sample] = 1;
  }
}

function crossover(
  choice: SynapseChoice,
  d: {
    readonly outRows: number;
    readonly outColumns: number;
    readonly kernelRows: number;
    readonly rowTaps: number;
    readonly outChannels: number;
  },
  vectorsPerEvent: number,
): number {
  if (choice !== "auto") return choice === "events" ? Infinity : 0;
  const dense = d.outRows * d.outColumns * d.kernelRows * d.rowTaps * (d.outChannels / 4) * DENSE_VECTOR_COST;
  return dense / Math.max(vectorsPerEvent + EVENT_COST - PLACED_EVENT_COST, 0.5);
}
