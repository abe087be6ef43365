import type { Program } from "./backend.ts";
import { type Ledger, operationSparsity } from "./ledger.ts";

/**
 * A load in the figures of NeuroBench (Yik et al., Nature Communications 16, 1545, 2025; neurobench at e521c28f), under their
 * names. A sample is a window; operations count non-zero activations times non-zero weights, over the true connections.
 */
export interface NeuroBench {
  /** [bytes] of weights and states, as the chip stores them. */
  readonly footprint: number;
  /** [-] share of weights that are 0. */
  readonly connection_sparsity: number;
  /** [-] share of neurons and steps without a spike. */
  readonly activation_sparsity: number;
  /** [-] a sample. MACs where the input is not 0 or 1, ACs where it is; dense: what a machine without sparsity would do. */
  readonly synaptic_operations: {
    readonly Effective_MACs: number;
    readonly Effective_ACs: number;
    readonly Dense: number;
  };
  /** [-] a sample. */
  readonly membrane_updates: number;
  /** [-] share of the dense operations that were not done: 1 - effective / dense. */
  readonly operation_sparsity: number;
}

/** Figures of a program whose ledger has counted `samples` windows. */
export function neuroBench(
  { footprint, shownSteps }: Pick<Program, "footprint" | "shownSteps">,
  ledger: Ledger,
  samples: number,
): NeuroBench {
  const { weightBytes, stateBytes, synapses, zeroSynapses, neurons } = footprint;
  const activations = neurons * shownSteps * samples;
  return {
    footprint: weightBytes + stateBytes,
    connection_sparsity: synapses === 0 ? 0 : zeroSynapses / synapses,
    activation_sparsity: activations === 0 ? 0 : 1 - ledger.total("neuronSpikes") / activations,
    synaptic_operations: {
      Effective_MACs: ledger.total("effectiveMacs") / samples,
      Effective_ACs: ledger.total("effectiveAcs") / samples,
      Dense: ledger.total("denseOps") / samples,
    },
    membrane_updates: ledger.total("neuronUpdates") / samples,
    operation_sparsity: operationSparsity(ledger),
  };
}
