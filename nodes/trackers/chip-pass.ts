import { energiesOf } from "../../src/backends/ledger.ts";
import { Link } from "../../src/backends/link.ts";
import { type LinkName, LINKS } from "../../src/backends/link-profiles.ts";
import type { Backend } from "../../src/backends/backend.ts";
import type { ModelledCost } from "../../src/core/message.ts";
import { assert } from "../../src/core/errors.ts";
import { LatencyHistogram } from "../../src/runtime/latency-histogram.ts";
import type { Model } from "../model-files.ts";
import { type ChipChoice, type ChipNetwork, openOnChip } from "./chip-network.ts";
import type { WindowNetwork } from "./window-detector.ts";

/** A model's network on an emulated chip behind a link: each window has a modelled pass. */
export class ChipPass implements WindowNetwork {
  readonly #backend: Backend;
  readonly #chip: ChipNetwork;
  readonly #link: Link;
  readonly #windowNs: number;
  readonly #passNs = new LatencyHistogram();
  readonly #deviceNs = new LatencyHistogram();
  #linkSumNs = 0;
  #saturated = 0;
  #last: ModelledCost | null = null;

  /** @throws SaccadeError `network-unmappable` */
  constructor(model: Model, { link, ...choice }: ChipChoice & { readonly link: LinkName }) {
    const profile = LINKS.get(link);
    assert(profile !== undefined, "every name of a link has a profile");
    this.#backend = choice.backend;
    this.#chip = openOnChip(model, choice);
    this.#link = new Link(profile, choice.seed);
    this.#windowNs = model.card.input.windowUs * 1000;
  }

  show(indices: Int32Array, count: number, outputs: Float64Array): void {
    const { program } = this.#chip;
    this.#chip.show(indices, count, outputs);
    const { deviceNs } = this.#chip;
    const pass = { eventsIn: count, eventsOut: program.outputs, deviceNs, windowNs: this.#windowNs };
    const linkNs = this.#link.overheadNs(pass);
    this.#passNs.record(deviceNs + linkNs);
    this.#deviceNs.record(deviceNs);
    this.#linkSumNs += linkNs;
    this.#saturated += this.#chip.saturated;
    this.#last = { deviceNs, linkNs };
  }

  /** The pass since the last call; null where no window went to the chip. */
  takeCost(): ModelledCost | null {
    const cost = this.#last;
    this.#last = null;
    return cost;
  }

  /** For the run's report: all modelled. Energies and counts are means of a window. */
  figures(): Readonly<Record<string, unknown>> {
    const windows = this.#passNs.count;
    const { ledger, deviceNs } = this.#chip.session;
    const of = { backend: this.#backend.name, link: this.#link.profile.name, windows, basis: "modelled" };
    if (windows === 0) return of;
    const { proxyNj, dynamicNj, staticNj } = energiesOf(ledger, this.#backend.describe().energies, deviceNs);
    const each = (value: number): number => Math.round((value / windows) * 1000) / 1000;
    return {
      ...of,
      passMs: this.#passNs.percentiles(1e6),
      inferenceMs: this.#deviceNs.percentiles(1e6),
      linkMs: each(this.#linkSumNs / 1e6),
      proxyNj: each(proxyNj),
      energyNj: {
        ...(staticNj === undefined ? {} : { static: each(staticNj) }),
        ...Object.fromEntries(
          Object.entries(dynamicNj ?? {}).map(([component, nj]) => [component, each(nj)]),
        ),
      },
      spikes: each(ledger.total("spikes")),
      synops: each(ledger.total("synops")),
      saturated: this.#saturated,
    };
  }
}
