import { exactExp } from "../core/exact-math.ts";
import { normal } from "../core/normal.ts";
import { deriveSeed, Random } from "../core/random.ts";
import type { LinkProfile } from "./link-profiles.ts";

/** One pass over a link. All modelled. */
export interface Pass {
  /** [-] events sent to the chip, results that come back. */
  readonly eventsIn: number;
  readonly eventsOut: number;
  /** [ns] of the chip itself. */
  readonly deviceNs: number;
  /** [ns] length of the window of events. */
  readonly windowNs: number;
}

/** The way from host to chip and back, with its chance. Same seed, same times. */
export class Link {
  readonly profile: LinkProfile;
  readonly #random: Random;

  constructor(profile: LinkProfile, seed: number) {
    this.profile = profile;
    this.#random = new Random(deriveSeed(seed, "link", profile.name));
  }

  /**
   * [ns] what a pass takes beyond the device's own time. The overhead has a lognormal factor of mean 1; a host that
   * polls waits on top from 0 to one interval, at random, for it does not know when the chip is done.
   */
  overheadNs({ eventsIn, eventsOut, windowNs }: Pass): number {
    const { overheadUs, jitter, perEventNs, pollUs, replaysWindow } = this.profile;
    const spread = jitter.value;
    const factor = spread === 0 ? 1 : exactExp(spread * normal(this.#random) - (spread * spread) / 2);
    const poll = pollUs.value === 0 ? 0 : this.#random.between(0, pollUs.value * 1000);
    const replay = replaysWindow ? windowNs : 0;
    return overheadUs.value * 1000 * factor + (eventsIn + eventsOut) * perEventNs.value + poll + replay;
  }
}

/** [us] mean of `Link.overheadNs` without events. @param windowUs length of the window of events */
export const meanOverheadUs = (
  { overheadUs, pollUs, replaysWindow }: LinkProfile,
  windowUs: number,
): number => overheadUs.value + pollUs.value / 2 + (replaysWindow ? windowUs : 0);

/** When a submitted window went out, and when its result is back. */
export interface Completion {
  /** [ns] on the run's clock; NaN when it was dropped. */
  readonly startedNs: number;
  readonly doneNs: number;
  /** [ns] of it waiting for the windows before. */
  readonly queuedNs: number;
  readonly linkNs: number;
  readonly dropped: boolean;
}

/** Serial: a window goes out when the result before is back. Pipelined: when the chip is free. */
export type SubmissionMode = "serial" | "pipelined";

export interface SubmissionOptions {
  readonly mode: SubmissionMode;
  /** [-] windows that may wait; one more is dropped and counted. */
  readonly queueLimit: number;
}

/** Windows on their way over a link to one chip, in the order in which they are submitted. */
export class SubmissionQueue {
  readonly #options: SubmissionOptions;
  readonly #link: Link;
  /** [ns] since when the chip, and the way to it, are free. */
  #deviceFreeNs = -Infinity;
  #wayFreeNs = -Infinity;
  /** [ns] when the windows that wait or have waited last will have started; ascending. */
  readonly #starts: number[] = [];
  dropped = 0;

  constructor(link: Link, options: SubmissionOptions) {
    this.#link = link;
    this.#options = options;
  }

  /** Whether one more window would be dropped. @param nowNs [ns] run's clock, not below that of the call before. */
  isFull(nowNs: number): boolean {
    while ((this.#starts[0] ?? Infinity) <= nowNs) this.#starts.shift();
    return this.#starts.length >= this.#options.queueLimit;
  }

  /** @param nowNs [ns] run's clock, not below that of the call before. */
  submit(nowNs: number, pass: Pass): Completion {
    if (this.isFull(nowNs)) {
      this.dropped++;
      return { startedNs: NaN, doneNs: NaN, queuedNs: 0, linkNs: 0, dropped: true };
    }
    const linkNs = this.#link.overheadNs(pass);
    const isSerial = this.#options.mode === "serial";
    const startedNs = Math.max(nowNs, isSerial ? this.#wayFreeNs : this.#deviceFreeNs);
    // Half of the link's time lies before the device, half behind: only their sum is known.
    const doneNs = Math.max(startedNs + linkNs + pass.deviceNs, this.#wayFreeNs);
    this.#deviceFreeNs = startedNs + pass.deviceNs;
    this.#wayFreeNs = doneNs;
    if (startedNs > nowNs) this.#starts.push(startedNs);
    return { startedNs, doneNs, queuedNs: startedNs - nowNs, linkNs, dropped: false };
  }
}
