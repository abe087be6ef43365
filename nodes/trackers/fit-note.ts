import type { Backend } from "../../src/backends/backend.ts";
import { existingLinks } from "../../src/backends/chip-links.ts";
import type { LinkProfile } from "../../src/backends/link-profiles.ts";

/**
 * What `saccade check` tells of a model that fits its chip: what the link alone adds to each window, and whether the pair can be had.
 * @param model its name
 */
export function fitNote(model: string, chip: Pick<Backend, "name">, link: LinkProfile): string {
  const { name, overheadUs, pollUs, replaysWindow } = link;
  const parts = [
    ...(overheadUs.value > 0
      ? [`${overheadUs.value / 1000} ms a pass in the mean (${overheadUs.basis})`]
      : []),
    ...(replaysWindow ? ["the window is replayed in real time"] : []),
    ...(pollUs.value > 0 ? [`results are looked for every ${pollUs.value / 1000} ms (${pollUs.basis})`] : []),
  ];
  const cost = parts.length === 0 ? "nothing to cross" : parts.join(", ");
  const exists = existingLinks(chip.name).find((each) => each.link === name);
  const pair = exists?.what ?? "supposed, for comparison: no source names the pair";
  return `${model} fits ${chip.name}; besides the chip's own time, link ${name}: ${cost}; ${pair}`;
}
