import type { LinkProfile } from "../../src/backends/link-profiles.ts";

/**
 * What `saccade check` tells of a model that fits its chip: what the link alone adds to each window.
 * @param fits names of the model and the chip that takes it
 */
export function fitNote(fits: { readonly model: string; readonly chip: string }, link: LinkProfile): string {
  const { name, overheadUs, pollUs, replaysWindow } = link;
  const parts = [
    ...(overheadUs.value > 0
      ? [`${overheadUs.value / 1000} ms a pass in the mean (${overheadUs.basis})`]
      : []),
    ...(replaysWindow ? ["the window is replayed in real time"] : []),
    ...(pollUs.value > 0 ? [`results are looked for every ${pollUs.value / 1000} ms (${pollUs.basis})`] : []),
  ];
  const cost = parts.length === 0 ? "nothing to cross" : parts.join(", ");
  return `${fits.model} fits ${fits.chip}; besides the chip's own time, link ${name}: ${cost}`;
}
