import type { EventBatch } from "../core/event-batch.ts";
import type { UnitKernel, UnitSpan } from "./unit-decoder.ts";
import type { KernelPort } from "./word-decoder.ts";

/** [bytes] before the events of a packet. */
const HEAD_BYTES = 28;
/** Event types. Source: libcaer `events/common.h`. */
const SPECIAL = 0;
const POLARITY = 1;
const FRAME = 2;
const IMU_6 = 3;
const IMU_9 = 4;
/** [bytes] of an event, and of its fields before the time, where they never vary: what a packet is recognised by. */
const SIZES: Readonly<Record<number, readonly [eventBytes: number, timeAt: number]>> = {
  [SPECIAL]: [8, 4],
  [POLARITY]: [8, 4],
  [IMU_6]: [36, 4],
  [IMU_9]: [48, 4],
};
/** [bytes] of the events of a packet; frames of several cameras stay far below. */
const MAX_PACKET_BYTES = 1073741824;
/** [-] a packet's source is the number of a camera in one process. */
const MAX_SOURCE = 1024;
/** [us] the time wraps at 31 bits; wraps are counted in the packet's head, up to what a double holds exactly. */
const RANGE_31_US = 2147483648;
const MAX_OVERFLOW = 4194303;

/** Special events that are edges on an input: channel and direction. Source: libcaer `events/special.h`. */
const EDGES: Readonly<Record<number, readonly [id: number, rising: boolean]>> = {
  2: [0, true],
  3: [0, false],
  4: [0, true], // a pulse
  6: [1, true],
  7: [1, false],
  8: [1, true],
  9: [2, true],
  10: [2, false],
  11: [2, true],
};

/** What the first bytes of a packet say. */
interface PacketHead {
  readonly type: number;
  readonly source: number;
  readonly eventBytes: number;
  readonly timeAt: number;
  readonly overflow: number;
  readonly capacity: number;
  readonly number: number;
  readonly valid: number;
}

/** What is left of the packet being read. */
interface Rest {
  type: number;
  /** Whether its events are delivered. */
  chosen: boolean;
  /** Events that follow, of 8 bytes. */
  events: number;
  /** [bytes] that follow them unread. */
  skipped: number;
  /** [us] of the wraps before it. */
  baseUs: number;
}

/**
 * Reads the packets of an AEDAT 3 file: a head, then events of one type, of which polarity events are delivered as they
 * come. Source: "AEDAT 3.1", iniVation documentation; libcaer `events/polarity.h`.
 */
export class Aedat3Kernel implements UnitKernel {
  timeUs = 0;
  readonly heldBytes = 0; // an event is taken whole or not at all
  blocked = false;
  fault: string | null = null;
  lost: boolean;
  readonly whole = true;
  readonly #view: DataView;
  readonly #port: KernelPort;
  readonly #rest: Rest = { type: POLARITY, chosen: false, events: 0, skipped: 0, baseUs: 0 };
  #source: number;
  #overflow = -1; // wraps of the time so far; -1 before the first packet

  /**
   * @param source whose polarity events to deliver; -1 for the first that has any
   * @param lost whether the first packet has to be found
   */
  constructor(port: KernelPort, source: number, lost: boolean) {
    this.#view = new DataView(port.window);
    this.#port = port;
    this.#source = source;
    this.lost = lost;
  }

  get missing(): string | null {
    const { events, skipped } = this.#rest;
    const bytes = 8 * events + skipped;
    return bytes === 0 ? null : `a packet lacks ${bytes} bytes`;
  }

  run({ from, to }: UnitSpan, out: EventBatch): number {
    this.blocked = false;
    this.fault = null;
    const rest = this.#rest;
    let at = from;
    while (!this.#stopped) {
      const start = at;
      if (rest.events > 0) at = this.#readEvents(at, to, out);
      else if (rest.skipped > 0) at = this.#skip(at, to);
      else if (to - at >= HEAD_BYTES) at = this.#readHead(at);
      if (at === start) break;
    }
    return at;
  }

  sync({ from, to, ended }: UnitSpan): number {
    this.#rest.events = this.#rest.skipped = 0;
    let at = from;
    const last = to - HEAD_BYTES;
    while (at <= last && !isRecognised(this.#headAt(at))) at++;
    this.lost = at > last;
    return this.lost && ended ? to : at;
  }

  save(): readonly number[] {
    const { type, chosen, events, skipped, baseUs } = this.#rest;
    return [this.timeUs, this.#source, type, chosen ? 1 : 0, events, skipped, baseUs];
  }

  restore([
    timeUs = 0,
    source = -1,
    type = 0,
    chosen = 0,
    events = 0,
    skipped = 0,
    baseUs = 0,
  ]: readonly number[]): void {
    this.timeUs = timeUs;
    this.#source = source;
    Object.assign(this.#rest, { type, chosen: chosen === 1, events, skipped, baseUs });
    this.lost = false;
    this.fault = null;
  }

  get #stopped(): boolean {
    return this.fault !== null || this.blocked;
  }

  #fail(fault: string): void {
    this.fault = fault;
    this.lost = true;
  }

  #headAt(at: number): PacketHead {
    const word = (index: number): number => this.#view.getInt32(at + 4 * index, true);
    const first = word(0);
    return {
      type: first & 0xffff,
      source: first >>> 16,
      eventBytes: word(1),
      timeAt: word(2),
      overflow: word(3),
      capacity: word(4),
      number: word(5),
      valid: word(6),
    };
  }

  #readHead(at: number): number {
    const head = this.#headAt(at);
    const fault = headFault(head);
    if (fault !== null) {
      this.#fail(fault);
      return at;
    }
    const { type, source, eventBytes, overflow, capacity, number } = head;
    const read = type === POLARITY || type === SPECIAL;
    if (type === POLARITY && this.#source < 0 && number > 0) this.#source = source;
    const baseUs = overflow * RANGE_31_US;
    if (this.#overflow >= 0) this.#port.stats.wraps += Math.max(0, overflow - this.#overflow);
    this.#overflow = Math.max(overflow, this.#overflow);
    this.#count(head);
    const events = read ? number : 0;
    const chosen = source === this.#source;
    Object.assign(this.#rest, { type, chosen, events, skipped: eventBytes * capacity - 8 * events, baseUs });
    return at + HEAD_BYTES;
  }

  /** Counts what is not looked into. */
  #count({ type, valid }: PacketHead): void {
    const { stats } = this.#port;
    if (type === FRAME) stats.frames += valid;
    else if (type === IMU_6 || type === IMU_9) stats.imuSamples += valid;
    else if (type !== POLARITY && type !== SPECIAL) stats.otherWords++;
  }

  #skip(at: number, to: number): number {
    const count = Math.min(to - at, this.#rest.skipped);
    this.#rest.skipped -= count;
    return at + count;
  }

  #readEvents(at: number, to: number, out: EventBatch): number {
    const rest = this.#rest;
    const count = Math.min(rest.events, Math.floor((to - at) / 8));
    const end = at + 8 * count;
    const next =
      rest.type === SPECIAL
        ? this.#readSpecial(at, end)
        : rest.chosen
          ? this.#readPolarity(at, end, out)
          : this.#passOver(at, end);
    rest.events -= (next - at) / 8;
    if (next === end) return next;
    if (rest.chosen && rest.type === POLARITY && out.length === out.t.length) this.blocked = true;
    else this.#fail("an event whose time has more than 31 bits");
    return next;
  }

  /**
   * Decodes polarity events; stops at `end`, when `out` is full, or at a time that is none.
   *
   * Hot path (monomorphic, counters in locals): `npm run bench -- events`.
   */
  #readPolarity(from: number, end: number, out: EventBatch): number {
    const view = this.#view;
    const { t, x, y, p, width, height } = out;
    const { baseUs } = this.#rest;
    const { stats } = this.#port;
    const room = t.length;
    let n = out.length;
    let lastUs = this.timeUs;
    let at = from;
    for (; at < end && n < room; at += 8) {
      const place = view.getInt32(at, true);
      const storedUs = view.getInt32(at + 4, true);
      if (storedUs < 0) break;
      if ((place & 1) === 0) {
        stats.droppedInvalid++;
        continue;
      }
      const timeUs = baseUs + storedUs;
      if (timeUs < lastUs) stats.clockStepsBack++;
      lastUs = timeUs;
      const column = place >>> 17;
      const row = (place >>> 2) & 0x7fff;
      if (column < width && row < height) {
        t[n] = timeUs;
        x[n] = column;
        y[n] = row;
        p[n] = (place >>> 1) & 1;
        n++;
      } else stats.droppedOutOfBounds++;
    }
    out.length = n;
    this.timeUs = lastUs;
    return at;
  }

  /** Events of a source that was not chosen. */
  #passOver(from: number, end: number): number {
    this.#port.stats.droppedOtherSensor += (end - from) / 8;
    return end;
  }

  /** Special events: type in bits 7..1, valid in bit 0. */
  #readSpecial(from: number, end: number): number {
    const { stats, options } = this.#port;
    for (let at = from; at < end; at += 8) {
      const data = this.#view.getInt32(at, true);
      const storedUs = this.#view.getInt32(at + 4, true);
      const edge = EDGES[(data >>> 1) & 0x7f];
      if (storedUs < 0) return at;
      if ((data & 1) === 0) stats.droppedInvalid++;
      else if (edge === undefined) stats.otherWords++;
      else {
        stats.triggers++;
        options.side?.trigger?.(this.#rest.baseUs + storedUs, ...edge);
      }
    }
    return end;
  }
}

/** Why this cannot be a packet's head; null when it can. */
function headFault(head: PacketHead): string | null {
  const { overflow, capacity, number, valid, eventBytes } = head;
  const fault = kindFault(head);
  if (fault !== null) return fault;
  if (overflow < 0 || overflow > MAX_OVERFLOW) return `a packet after ${overflow} wraps of the time`;
  if (valid < 0 || valid > number || number > capacity || eventBytes * capacity > MAX_PACKET_BYTES)
    return `a packet with ${valid} valid of ${number} events and room for ${capacity}`;
  return null;
}

function kindFault({ type, source, eventBytes, timeAt }: PacketHead): string | null {
  if (type > 0x7fff) return "a compressed packet, which only other formats than RAW have,";
  if (source > MAX_SOURCE) return `a packet of source ${source}`;
  const [rightBytes, rightTimeAt] = SIZES[type] ?? [eventBytes, timeAt];
  const right =
    eventBytes === rightBytes && timeAt === rightTimeAt && timeAt >= 0 && timeAt + 4 <= eventBytes;
  return right ? null : `a packet of type ${type} with events of ${eventBytes} bytes`;
}

/** Whether this is the head of a packet beyond doubt. */
const isRecognised = (head: PacketHead): boolean =>
  SIZES[head.type] !== undefined && head.number > 0 && headFault(head) === null;
