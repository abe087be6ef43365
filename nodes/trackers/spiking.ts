import type { Observable } from "rxjs";
import { z } from "zod";
import type { EventBatch } from "../../src/core/event-batch.ts";
import type { Message } from "../../src/core/message.ts";
import { DETECTION, EVENTS } from "../../src/core/port-types.ts";
import { defineNode, type NodeContext } from "../../src/runtime/node.ts";
import type { Backend } from "../../src/backends/backend.ts";
import { LINK_NAMES, linkProfile } from "../../src/backends/link-profiles.ts";
import { meanOverheadUs } from "../../src/backends/link.ts";
import { BACKENDS } from "../../src/backends/registry.ts";
import { type BallModel, type Model, readBallModel } from "../model-files.ts";
import { type ChipChoice, type ChipNetwork, mapOnChip, openOnChip } from "./chip-network.ts";
import { ChipPass } from "./chip-pass.ts";
import { fitNote } from "./fit-note.ts";
import { detectionsOf, followWith, networkTrackerParams } from "./network-tracker.ts";
import { supposedLink } from "./own-sensor.ts";
import { openWindowNetwork } from "./window-network.ts";
import type { WindowNetwork } from "./window-detector.ts";
import type { WindowTracker } from "./window-flow.ts";

/** Where a tracker's model and networks come from; a study of many short runs may keep them. */
export interface NetworkSource {
  readonly readModel: (folder: string) => Promise<BallModel>;
  readonly inFloats: (model: BallModel) => WindowNetwork;
  readonly onChip: (model: Model, choice: ChipChoice) => ChipNetwork;
}

const FRESH: NetworkSource = {
  readModel: readBallModel,
  inFloats: openWindowNetwork,
  onChip: openOnChip,
};

const params = z.strictObject({
  ...networkTrackerParams,
  model: z.string().min(1).describe("folder with network.nir and card.json"),
  backend: z
    .enum([...BACKENDS.keys()])
    .optional()
    .describe("emulated chip that the network runs on; in floats on this machine when left out"),
  link: z.enum(LINK_NAMES).default("pcie").describe("way from this machine to the chip and back"),
  submission: z
    .enum(["serial", "pipelined"])
    .default("serial")
    .describe("a window goes to the chip when the one before is back, or as soon as the chip is free"),
  queueLimit: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe("[-] pipelined: windows that may wait for the chip; one more is dropped and counted"),
  placement: z
    .enum(["fewest", "fastest"])
    .default("fewest")
    .describe("chips with a mesh of cores: the fewest cores, or more where that makes a step shorter"),
  seed: z
    .int()
    .min(0)
    .max(0xffff_ffff)
    .optional()
    .describe("of chance on chip and link; absent = from the run's"),
  analog: z
    .strictObject({
      afterS: z.number().min(0).max(1e10).default(86_400).describe("[s] since it was programmed"),
      compensate: z.boolean().default(true).describe("a reference readout sets the gain of each tile"),
      verifyRounds: z.int().min(0).max(100).default(0).describe("devices far off are programmed again"),
    })
    .prefault({})
    .describe("analog chips: how old they are, and what is done about it"),
});
type Params = z.output<typeof params>;

/** One detection per window of events, empty windows included. */
export const spikingTrackerFrom = (source: NetworkSource) =>
  defineNode({
    kind: "tracker/spiking",
    summary: "Finds the ball with a trained spiking network, in a window that follows it.",
    inputs: { events: { type: EVENTS, policy: "latest" } },
    outputs: { detection: DETECTION },
    params,
    chipTime: ({ backend }) => backend !== undefined,
    costUs: 100, // a window of 150 events: 26 us for models/ball-real, 55 us for four convolutions and a heat map
    async: true, // the first windows wait for the model's file
    check: async ({ backend, model, link, placement, analog }, context, tell) => {
      const read = await source.readModel(context.resolvePath(model));
      const chip = backend === undefined ? undefined : BACKENDS.get(backend);
      if (chip === undefined) {
        source.inFloats(read);
        return;
      }
      mapOnChip(read, { backend: chip, placement, analog });
      const profile = linkProfile(link);
      const linkMs = meanOverheadUs(profile, read.card.input.windowUs) / 1000;
      tell(fitNote(read.card, chip, profile, linkMs), linkMs);
    },
    create: (values, context) => trackIn(source, values, context),
  });

export const spikingTracker = spikingTrackerFrom(FRESH);

function trackIn(source: NetworkSource, params: Params, context: NodeContext) {
  const { seed = context.random("link").uint32() } = params;
  const backend = params.backend === undefined ? null : (BACKENDS.get(params.backend) ?? null);
  const choice = { ...params, backend, seed };
  const loading = loadTracker(source, choice, context.resolvePath(params.model));
  let supposed: string | null = null;
  return ({ events }: { readonly events: Observable<Message<EventBatch>> }) => ({
    detection: detectionsOf(events, context, {
      loading,
      loaded: ({ chip }) => {
        if (chip === null) return;
        const figures = () => ({ ...chip.figures(), ...(supposed === null ? {} : { supposed }) });
        context.report("chips", () => ({ [context.id]: figures() }));
      },
      took: (batch) => {
        if (backend !== null) supposed = supposedLink(params.link, backend, batch);
      },
    }),
  });
}

interface TrackerChoice extends Omit<Params, "backend" | "seed"> {
  readonly backend: Backend | null;
  readonly seed: number;
}

async function loadTracker(
  source: NetworkSource,
  params: TrackerChoice,
  folder: string,
): Promise<WindowTracker> {
  const model = await source.readModel(folder);
  const { card } = model;
  const { backend, seed, link, placement, analog, submission: mode, queueLimit } = params;
  const submission = { mode, queueLimit };
  const choice = { link, placement, analog, seed, submission, open: source.onChip };
  const chip = backend === null ? null : new ChipPass(model, { ...choice, backend });
  return {
    ...followWith(chip ?? source.inFloats(model), card, params),
    chip,
    isPipelined: chip !== null && mode === "pipelined",
  };
}
