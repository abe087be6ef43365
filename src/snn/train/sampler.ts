import { deriveSeed, mix32, Random } from "../../core/random.ts";

/** The order in which an epoch shows its samples: `samples`, shuffled by seed and epoch (R. Durstenfeld, 1964). */
export function epochOrder(samples: Uint32Array, seed: number, epoch: number): Uint32Array {
  const order = samples.slice();
  const random = new Random(deriveSeed(seed, "order", String(epoch)));
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

/** The chance of one shard in one step of a training: its own, whichever thread works on it. */
export function shardRandom(seed: number, step: number, shard: number): Random {
  return new Random(mix32(mix32(deriveSeed(seed, "shard") + step) + shard));
}
