import { energiesOf } from "../../src/backends/ledger.ts";
import { Link, type Pass, type SubmissionOptions, SubmissionQueue } from "../../src/backends/link.ts";
import { type LinkName, linkProfile } from "../../src/backends/link-profiles.ts";
import type { Backend } from "../../src/backends/backend.ts";
import type { ModelledCost } from "../../src/core/message.ts";
import { LatencyHistogram } from "../../src/runtime/latency-histogram.ts";
import type { Model } from "../model-files.ts";
import { type ChipChoice, type ChipNetwork, openOnChip } from "./chip-network.ts";
import type { WindowNetwork } from "./window-detector.ts";

/** When a window's result is back. */
export interface PassEnd {
  readonly cost: ModelledCost;
  /** [ns] run's clock. */
  readonly doneNs: number;
}

/** Which chip, how, and behind which link. */
export interface PassTerms extends ChipChoice {
  readonly link: LinkName;
  readonly submission?: SubmissionOptions;
  /** `openOnChip` when left out. */
  readonly open?: (model: Model, choice: ChipChoice) => ChipNetwork;
}

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
  #queuedSumNs = 0;
  #dropped = 0;
  readonly #queue: SubmissionQueue | null;
  /** The pass since the last call of `takePass`. */
  #last: Pass | null = null;

  /** @throws SaccadeError `network-unmappable` */
  constructor(model: Model, { open = openOnChip, ...terms }: PassTerms) {
    const { link, backend, seed, submission = SERIAL } = terms;
    this.#backend = backend;
    this.#chip = open(model, terms);
    this.#link = new Link(linkProfile(link), seed);
    this.#queue = submission.mode === "serial" ? null : new SubmissionQueue(this.#link, submission);
    this.#windowNs = model.card.input.windowUs * 1000;
  }

  show(indices: Int32Array, count: number, outputs: Float64Array): void {
    const { program } = this.#chip;
    this.#chip.show(indices, count, outputs);
    const { deviceNs } = this.#chip;
    this.#deviceNs.record(deviceNs);
    this.#saturated += this.#chip.saturated;
    this.#last = { eventsIn: count, eventsOut: program.outputs, deviceNs, windowNs: this.#windowNs };
  }

  /** Whether a window would be taken now; one that would not is counted as dropped. @param nowNs [ns] run's clock */
  takes(nowNs: number): boolean {
    if (this.#queue?.isFull(nowNs) !== true) return true;
    this.#dropped++;
    return false;
  }

  /** The pass of the window shown last, begun at `nowNs`; null where no window went to the chip since the last call. */
  takePass(nowNs: number): PassEnd | null {
    const pass = this.#last;
    if (pass === null) return null;
    this.#last = null;
    const { deviceNs } = pass;
    if (this.#queue === null) {
      const linkNs = this.#link.overheadNs(pass);
      this.#count(deviceNs, linkNs, 0);
      return { cost: { deviceNs, linkNs }, doneNs: nowNs + deviceNs + linkNs };
    }
    const { doneNs, linkNs } = this.#queue.submit(nowNs, pass);
    const onTheWayNs = doneNs - nowNs - deviceNs;
    this.#count(deviceNs, linkNs, onTheWayNs - linkNs);
    return { cost: { deviceNs, linkNs: onTheWayNs, isOver: true }, doneNs };
  }

  #count(deviceNs: number, linkNs: number, queuedNs: number): void {
    this.#passNs.record(deviceNs + linkNs + queuedNs);
    this.#linkSumNs += linkNs;
    this.#queuedSumNs += queuedNs;
  }

  /** For the run's report: all modelled. Energies and counts are means of a window, `sums` those of all windows. */
  figures(): Readonly<Record<string, unknown>> {
    const windows = this.#passNs.count;
    const { ledger, totalNs: deviceNs } = this.#chip;
    const { footprint, shownSteps: steps } = this.#chip.program;
    const of = { backend: this.#backend.name, link: this.#link.profile.name, windows, basis: "modelled" };
    const sums = {
      deviceNs,
      linkNs: this.#linkSumNs,
      queuedNs: this.#queuedSumNs,
      counts: ledger.totals(),
    };
    if (windows === 0) return { ...of, steps, footprint, sums };
    const { proxyNj, dynamicNj, staticNj } = energiesOf(ledger, this.#backend.describe().energies, deviceNs);
    const each = (value: number): number => Math.round((value / windows) * 1000) / 1000;
    return {
      ...of,
      passMs: this.#passNs.percentiles(1e6),
      inferenceMs: this.#deviceNs.percentiles(1e6),
      linkMs: each(this.#linkSumNs / 1e6),
      ...(this.#queue === null ? {} : { queuedMs: each(this.#queuedSumNs / 1e6), dropped: this.#dropped }),
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
      steps,
      footprint,
      sums,
    };
  }
}

/** The caller lets one pass end before the next: nothing ever waits. */
const SERIAL: SubmissionOptions = { mode: "serial", queueLimit: 1 };
