/** Layers on cores, each core at most one; or the reason why there is no such way to place them. */
export interface Matching {
  /** By layer: its core; null for one that found none. */
  readonly coreOf: readonly (number | null)[];
  /**
   * Null when every layer has a core. Else a set of layers that together have fewer cores to choose from than they are
   * (P. Hall's theorem, 1935: there is one whenever there is no matching).
   */
  readonly conflict: Conflict | null;
}

export interface Conflict {
  readonly layers: readonly number[];
  /** All cores that any of them fits. */
  readonly cores: readonly number[];
}

/**
 * Places layers on cores by augmenting paths (H. W. Kuhn, 1955): a matching of most layers. Layers are taken in order, cores
 * in ascending order, so the same layers always lie on the same cores.
 * @param choices by layer: the cores that can hold it, ascending
 */
export function match(choices: readonly (readonly number[])[]): Matching {
  const layerOn = new Map<number, number>();
  let conflict: Conflict | null = null;
  choices.forEach((_, layer) => {
    const seen = new Set<number>();
    if (augment(choices, layer, { layerOn, seen })) return;
    // the layers that the failed search went through are all that hold the cores it saw, and the one left over
    const layers = [layer, ...[...seen].flatMap((core) => layerOn.get(core) ?? [])].sort((a, b) => a - b);
    conflict ??= { layers, cores: [...seen].sort((a, b) => a - b) };
  });
  const coreOf = choices.map((): number | null => null);
  for (const [core, layer] of layerOn) coreOf[layer] = core;
  return { coreOf, conflict };
}

interface Search {
  readonly layerOn: Map<number, number>;
  /** Cores tried for the layer at hand. */
  readonly seen: Set<number>;
}

/** Finds a core for a layer, moving others along; false when all that can be reached are taken. */
function augment(choices: readonly (readonly number[])[], layer: number, search: Search): boolean {
  for (const core of choices[layer] ?? []) {
    if (search.seen.has(core)) continue;
    search.seen.add(core);
    const other = search.layerOn.get(core);
    if (other === undefined || augment(choices, other, search)) {
      search.layerOn.set(core, layer);
      return true;
    }
  }
  return false;
}
