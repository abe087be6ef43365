import type { BackendName } from "../../src/backends/backend.ts";
import { existingLinks } from "../../src/backends/existing-links.ts";
import type { LinkName } from "../../src/backends/link-profiles.ts";

/** What every chip is compared behind as well, whether it can be had so or not: none, and the same for all. */
export const SUPPOSED_LINKS = { zero: "onchip", equal: "pcie" } as const satisfies Record<string, LinkName>;

/** All links that a chip is compared behind. */
export const linksOf = (chip: BackendName): LinkName[] => [
  ...new Set([...Object.values(SUPPOSED_LINKS), ...existingLinks(chip).map(({ link }) => link)]),
];
