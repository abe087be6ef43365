import type { Violation } from "../fit-report.ts";
import { CORES, DESTINATIONS, NEURONS, TAGS } from "./limits.ts";

/** Who sends to which cores. */
export interface Sender {
  readonly layer: string;
  /** Numbers of cores, ascending; none for a sender that reaches nothing. */
  readonly cores: readonly number[];
  /** Whether it is the host, which may send as often as it likes. */
  readonly isHost: boolean;
}

export interface TagPlan {
  /** By sender: how many destinations a spike of it goes to. */
  readonly destinations: Uint8Array;
  /** By core: tags that its synapses listen to. */
  readonly tags: Int32Array;
  readonly violations: readonly Violation[];
}

/**
 * Gives senders tags. A destination is a chip, some of its cores and a tag; synapses compare the tag alone, so no two senders to
 * a core may share one. A sender takes one destination a chip, with a tag that is free in all its cores there; where none is,
 * one a core.
 */
export function planTags(senders: readonly Sender[], chips: number): TagPlan {
  const used = Array.from({ length: CORES * chips }, () => new Uint8Array(TAGS));
  const tags = new Int32Array(CORES * chips);
  const destinations = new Uint8Array(senders.length);
  const violations = new Map<string, Violation>();
  const refuse = (violation: Violation): void => {
    const key = `${violation.code} ${violation.layer}`;
    if (!violations.has(key)) violations.set(key, violation);
  };
  /** By core: no tag below is free. */
  const least = new Int32Array(CORES * chips);
  const free = (cores: readonly number[]): number => {
    for (const core of cores) while (used[core]![least[core]!] === 1) least[core]!++;
    const from = cores.reduce((most, core) => Math.max(most, least[core]!), 0);
    for (let tag = from; tag < TAGS; tag++) if (cores.every((core) => used[core]![tag] === 0)) return tag;
    return -1;
  };
  const take = (sender: Sender, cores: readonly number[]): number => {
    const tag = free(cores);
    if (tag >= 0) {
      for (const core of cores) [used[core]![tag], tags[core]] = [1, tags[core]! + 1];
      return 1;
    }
    if (cores.length > 1) return cores.reduce((sum, core) => sum + take(sender, [core]), 0);
    refuse(shortOfTags(sender.layer, senders, cores[0] ?? 0));
    return 0;
  };
  senders.forEach((sender, n) => {
    const need = perChip(sender.cores).reduce((sum, cores) => sum + take(sender, cores), 0);
    destinations[n] = need;
    if (need > DESTINATIONS && !sender.isHost) refuse(shortOfDestinations(sender.layer, need));
  });
  return { destinations, tags, violations: [...violations.values()] };
}

function perChip(cores: readonly number[]): number[][] {
  const chips = new Map<number, number[]>();
  for (const core of cores) {
    const chip = Math.floor(core / CORES);
    chips.set(chip, [...(chips.get(chip) ?? []), core]);
  }
  return [...chips.values()];
}

function shortOfTags(layer: string, senders: readonly Sender[], core: number): Violation {
  const need = senders.filter(({ cores }) => cores.includes(core)).length;
  return {
    code: "TAGS",
    layer,
    need,
    limit: TAGS,
    formula: `${need} senders to core ${core}, a tag of 11 bits each`,
    hint: `${TAGS} different inputs to a core of ${NEURONS} neurons`,
  };
}

const shortOfDestinations = (layer: string, need: number): Violation => ({
  code: "FANOUT",
  layer,
  need,
  limit: DESTINATIONS,
  formula: `a neuron of ${layer} sends to ${need} destinations: a tag that is free in all cores of a chip was not left`,
  hint: "fewer different inputs to those cores, or fewer chips",
});
