import type { BackendName } from "./backend.ts";
import type { LinkName } from "./link-profiles.ts";

/** A link that a chip can be had behind. */
export interface ExistingLink {
  readonly link: LinkName;
  /** What it is in the world, and who says so. */
  readonly what: string;
  /** The chip sees the room with the sensor on its own die, and no other. */
  readonly ownSensor?: true;
}

const ZIEGLER = "Ziegler et al. 2024 (arXiv 2403.10677)";

/** The pairs of chip and link that exist, by chip. A chip that is not named here is behind no link that a source of this project names. */
const EXISTING: Readonly<Partial<Record<BackendName, readonly ExistingLink[]>>> = {
  loihi1: [{ link: "usb", what: "Kapoho Bay, a stick with two chips (nengo-loihi)" }],
  loihi2: [
    { link: "cloud", what: `remote access, as in ${ZIEGLER}; one round trip a pass` },
    { link: "ziegler-loihi-lava", what: `${ZIEGLER}: their script whole` },
  ],
  speck2f: [
    { link: "onchip", what: "the chip's own 128x128 sensor (SynSense Speck)", ownSensor: true },
    { link: "usb", what: "development kit, events from the host" },
    { link: "sinabs-polling", what: "the maker's own forward() (sinabs)" },
    { link: "ziegler-dynap-script", what: `${ZIEGLER}: their script whole` },
  ],
  akida1000: [
    { link: "pcie", what: "AKD1000 card (BrainChip product brief)" },
    { link: "ziegler-akida-script", what: `${ZIEGLER}: their script whole` },
  ],
};

/** Links that a source has the chip behind; none: it is named in none. */
export const existingLinks = (chip: BackendName): readonly ExistingLink[] => EXISTING[chip] ?? [];
