import type { Backend } from "../../src/backends/backend.ts";
import { existingLinks } from "../../src/backends/existing-links.ts";
import type { LinkProfile } from "../../src/backends/link-profiles.ts";
import type { Model } from "../model-files.ts";

/**
 * What `saccade check` tells of a model that fits its chip: what the link alone adds to each window, and whether chip and link can be
 * had together.
 * @param meanMs [ms] mean time of a pass on the link
 */
export function fitNote(
  { name }: Pick<Model["card"], "name">,
  chip: Pick<Backend, "name">,
  link: LinkProfile,
  meanMs: number,
): string {
  const { overheadUs, pollUs, perEventNs } = link;
  const { basis } = overheadUs.value > 0 ? overheadUs : pollUs;
  const times = [
    ...(meanMs > 0 ? [`${meanMs} ms to a pass in the mean (${basis})`] : []),
    ...(perEventNs.value > 0 ? [`${perEventNs.value} ns an event (${perEventNs.basis})`] : []),
  ];
  const time = times.length === 0 ? "nothing to a pass" : times.join(", ");
  const existing = existingLinks(chip.name).find((each) => each.link === link.name);
  const pair =
    existing === undefined
      ? "supposed, for comparison: no source names the pair"
      : `${existing.ownSensor === true ? "with no other camera than " : ""}${existing.what}`;
  return `${name} fits ${chip.name}; link ${link.name} adds ${time}; ${pair}`;
}
