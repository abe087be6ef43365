import type { Backend } from "../../src/backends/backend.ts";
import { existingLinks } from "../../src/backends/existing-links.ts";
import { meanOverheadUs } from "../../src/backends/link.ts";
import type { LinkProfile } from "../../src/backends/link-profiles.ts";
import type { Model } from "../model-files.ts";

/**
 * What `saccade check` tells of a model that fits its chip: what the link alone adds to each window, and whether chip and link can be
 * had together.
 */
export function fitNote(
  { name, input }: Pick<Model["card"], "name" | "input">,
  chip: Pick<Backend, "name">,
  link: LinkProfile,
): string {
  const { overheadUs, pollUs, perEventNs } = link;
  const meanMs = meanOverheadUs(link, input.windowUs) / 1000;
  const { basis } = overheadUs.value > 0 ? overheadUs : pollUs;
  const events = perEventNs.value > 0 ? ` and ${perEventNs.value} ns an event` : "";
  const time = meanMs > 0 ? `${meanMs} ms to a pass in the mean${events} (${basis})` : "nothing to a pass";
  const existing = existingLinks(chip.name).find((each) => each.link === link.name);
  const pair =
    existing === undefined
      ? "supposed, for comparison: no source names the pair"
      : `${existing.ownSensor === true ? "with no other camera than " : ""}${existing.what}`;
  return `${name} fits ${chip.name}; link ${link.name} adds ${time}; ${pair}`;
}
