import { assert } from "../core/errors.ts";
import type { Quantity } from "../core/quantity.ts";

/**
 * What a profile describes: a bus; the whole software path of a published measurement, of which no part is a bus's; or
 * a vendor's polling loop.
 */
export type LinkKind = "bus" | "software-path" | "polling-loop";

/** Names of links, wherever a user names one. */
export const LINK_NAMES = [
  "onchip",
  "pcie",
  "usb",
  "cloud",
  "ziegler-akida-script",
  "ziegler-dynap-script",
  "ziegler-loihi-lava",
  "sinabs-polling",
] as const;
export type LinkName = (typeof LINK_NAMES)[number];

/** The way between host and chip: pass time = device time + what these numbers say. */
export interface LinkProfile {
  readonly name: LinkName;
  readonly kind: LinkKind;
  readonly summary: string;
  /** [us] mean time of a pass beyond the device's own. */
  readonly overheadUs: Quantity;
  /** [-] spread: standard deviation of the logarithm of the factor on `overheadUs`, whose mean is 1. */
  readonly jitter: Quantity;
  /** [ns] for each event to the chip and each result from it. */
  readonly perEventNs: Quantity;
  /** [us] the host looks for results this often; 0 when it is told. */
  readonly pollUs: Quantity;
  /** [-] 1 when the window is replayed in real time before the result can come, so its length is part of the pass. */
  readonly replaysWindow: boolean;
}

const ZIEGLER =
  "Ziegler et al. 2024, arXiv 2403.10677: mean forward pass minus mean inference; their test scripts' whole software path";
const CHOICE = "a choice of this project; no source gives it";

const number = (value: number, unit: string, source: string, basis: Quantity["basis"]): Quantity => ({
  value,
  unit,
  source,
  basis,
});
const assumed = (value: number, unit: string, source = CHOICE): Quantity =>
  number(value, unit, source, "assumed");
const NONE_NS = assumed(0, "ns");
const NONE_US = assumed(0, "us");

const script = (
  name: LinkName,
  overheadUs: number,
  jitter: number,
  device: string,
): readonly [LinkName, LinkProfile] => [
  name,
  {
    name,
    kind: "software-path",
    summary: `the published ${device} script from call to result: polling, sleeping and conversion included`,
    overheadUs: number(overheadUs, "us", ZIEGLER, "published"),
    jitter: assumed(jitter, "-"),
    perEventNs: NONE_NS,
    pollUs: NONE_US,
    replaysWindow: false,
  },
];

/** Every link by its name. */
export const LINKS: ReadonlyMap<LinkName, LinkProfile> = new Map<LinkName, LinkProfile>([
  [
    "onchip",
    {
      name: "onchip",
      kind: "bus",
      summary: "sensor and chip on one die: nothing to cross",
      overheadUs: NONE_US,
      jitter: assumed(0, "-"),
      perEventNs: NONE_NS,
      pollUs: NONE_US,
      replaysWindow: false,
    },
  ],
  [
    "pcie",
    {
      name: "pcie",
      kind: "bus",
      summary: "a card in the host, direct memory access, an interrupt when done",
      overheadUs: assumed(
        20,
        "us",
        "two transfers and an interrupt at about 10 us each; typical of drivers, not measured",
      ),
      jitter: assumed(0.1, "-"),
      perEventNs: assumed(20, "ns", "4 bytes at 200 MB/s, a fifth of PCIe 2.1 x1; not measured"),
      pollUs: NONE_US,
      replaysWindow: false,
    },
  ],
  [
    "usb",
    {
      name: "usb",
      kind: "bus",
      summary: "a development kit on USB 3: microframes of 125 us each way",
      overheadUs: assumed(
        375,
        "us",
        "a transfer out and one in, each up to a microframe late, and the driver; not measured",
      ),
      jitter: assumed(0.25, "-"),
      perEventNs: assumed(100, "ns", "8 bytes at 80 MB/s; not measured"),
      pollUs: assumed(125, "us", "microframe of USB 2 and 3"),
      replaysWindow: false,
    },
  ],
  [
    "cloud",
    {
      name: "cloud",
      kind: "bus",
      summary: "a chip in another building, one round trip a pass",
      overheadUs: assumed(40_000, "us", "a round trip over a wide-area network; not measured"),
      jitter: assumed(0.35, "-"),
      perEventNs: assumed(80, "ns", "8 bytes at 100 MB/s; not measured"),
      pollUs: NONE_US,
      replaysWindow: false,
    },
  ],
  script("ziegler-akida-script", 1310, 0.1, "Akida (PCIe card)"),
  script("ziegler-dynap-script", 45_220, 0.25, "DynapCNN (USB kit)"),
  script("ziegler-loihi-lava", 1_457_950, 0.35, "Loihi 2 (cloud, Lava)"),
  [
    "sinabs-polling",
    {
      name: "sinabs-polling",
      kind: "polling-loop",
      summary: "the maker's own forward(): the window in real time, then a look every 100 ms",
      overheadUs: assumed(0, "us"),
      jitter: assumed(0, "-"),
      perEventNs: assumed(1000, "ns"),
      pollUs: number(100_000, "us", "sinabs DynapcnnNetwork.hw_forward, poll interval", "published"),
      replaysWindow: true,
    },
  ],
]);

/** The profile of a link: every name has one. */
export function linkProfile(name: LinkName): LinkProfile {
  const profile = LINKS.get(name);
  assert(profile !== undefined, "every name of a link has a profile");
  return profile;
}
