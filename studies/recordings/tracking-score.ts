import { pixelErrors, type PixelErrors } from "../train/error-statistics.ts";
import type { ImageTruth, TruePlace } from "./image-truth.ts";

/** A detection as it came. */
export interface Told {
  /** [us] the recording's clock: when it was there, and what instant it speaks of. */
  readonly atUs: number;
  readonly validAtUs: number;
  /** [px] NaN without a place. */
  readonly xPx: number;
  readonly yPx: number;
  /** [-] */
  readonly presence: number;
}

/** How well a tracker followed the ball of a recording. Absent = there was nothing to measure. */
export interface TrackingScore {
  /** [px] places found against the ball at the instant they speak of. */
  readonly errorPx?: PixelErrors;
  /** [px] newest place at hand against the ball at that moment, every millisecond: error and latency in one. */
  readonly streamingErrorPx?: PixelErrors;
  /** [-] of the detections with the ball in view, those that found it. */
  readonly found?: { readonly count: number; readonly of: number; readonly share: number };
  /** [-] tracks that began on something else, and how many a minute. */
  readonly falseTracks: number;
  readonly falseTracksPerMin: number;
  /** [ms] from the ball's coming into view to the first detection that found it, for each coming. */
  readonly firstFixMs?: Times;
  /** [ms] silences of more than 2 ms about a ball in view that had been found: how long it took to find it again. */
  readonly reacquisitionMs?: Times;
  /** [-] times that the ball came into view, and those in which it was never found. */
  readonly sightings: number;
  readonly missedSightings: number;
  /** [s] scored. */
  readonly seconds: number;
}

export interface Times {
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
  readonly n: number;
}

/** [-] presence from which on a detection says that it sees the ball. */
const SEEN = 0.5;
/** [px] a place farther than this from the ball's rim is of something else. */
const NEAR_PX = 5;
/** [px] taken for the ball's radius where the truth does not say. */
const RADIUS_PX = 7;
const STEP_US = 1000;
/** [us] the ball was away when it has not been in view for so long. */
const AWAY_US = 20_000;
/** [us] two windows without a word are a silence. */
const SILENCE_US = 2000;

/** @param told in order of `atUs` */
export function scoreTracking(
  told: readonly Told[],
  truth: ImageTruth,
  { fromUs, toUs }: { readonly fromUs: number; readonly toUs: number },
): TrackingScore {
  const seconds = (toUs - fromUs) * 1e-6;
  const seen = told.filter(({ presence }) => presence >= SEEN);
  const judged = seen.map((each) => ({ each, place: truth.at(each.validAtUs) }));
  const inView = told.filter(({ validAtUs }) => truth.at(validAtUs) !== null).length;
  const hits = judged.filter(({ each, place }) => place !== null && isNear(each, place));
  const errors = judged.flatMap(({ each, place }) => (place === null ? [] : [distance(each, place)]));
  const falseTracks = countFalse(told, truth);
  const spells = spellsOf(truth, fromUs, toUs).map((spell) =>
    followSpell(
      spell,
      hits.map(({ each }) => each.atUs),
    ),
  );
  return {
    ...named("errorPx", statistics(errors)),
    ...named("streamingErrorPx", statistics(streaming(told, truth, { fromUs, toUs }))),
    ...(inView === 0 ? {} : { found: { count: hits.length, of: inView, share: hits.length / inView } }),
    falseTracks,
    falseTracksPerMin: (60 * falseTracks) / seconds,
    ...named("firstFixMs", times(spells.flatMap(({ firstFixUs }) => firstFixUs ?? []))),
    ...named("reacquisitionMs", times(spells.flatMap(({ silencesUs }) => silencesUs))),
    sightings: spells.length,
    missedSightings: spells.filter(({ firstFixUs }) => firstFixUs === null).length,
    seconds,
  };
}

/** [-] runs of detections that see something, whose first was not near the ball, be it in view or on its way out. */
function countFalse(told: readonly Told[], truth: ImageTruth): number {
  let count = 0;
  let wasSeen = false;
  for (const each of told) {
    const isSeen = each.presence >= SEEN;
    if (isSeen && !wasSeen) {
      const place = truth.whereabouts(each.validAtUs);
      if (place === null || !isNear(each, place)) count++;
    }
    wasSeen = isSeen;
  }
  return count;
}

/** [px] errors of the newest place at hand while the ball is in view; a place of an earlier coming counts for nothing. */
function streaming(
  told: readonly Told[],
  truth: ImageTruth,
  { fromUs, toUs }: { readonly fromUs: number; readonly toUs: number },
): number[] {
  const errors: number[] = [];
  let next = 0;
  let newest: Told | null = null;
  for (let timeUs = fromUs; timeUs < toUs; timeUs += STEP_US) {
    for (let each = told[next]; each !== undefined && each.atUs <= timeUs; each = told[++next]) {
      if (Number.isFinite(each.xPx)) newest = each;
    }
    const place = truth.at(timeUs);
    if (place === null || newest === null || timeUs - newest.validAtUs > AWAY_US) continue;
    errors.push(distance(newest, place));
  }
  return errors;
}

interface Spell {
  readonly fromUs: number;
  readonly toUs: number;
}

/** When the ball was in view; it may be hidden for a moment. */
function spellsOf(truth: ImageTruth, fromUs: number, toUs: number): Spell[] {
  const spells: Spell[] = [];
  for (let timeUs = fromUs; timeUs < toUs; timeUs += STEP_US) {
    if (truth.at(timeUs) === null) continue;
    const last = spells.at(-1);
    if (last === undefined || timeUs - last.toUs > AWAY_US) spells.push({ fromUs: timeUs, toUs: timeUs });
    else spells[spells.length - 1] = { fromUs: last.fromUs, toUs: timeUs };
  }
  return spells;
}

/** @param hitsUs [us] when the ball was told rightly, rising */
function followSpell(
  { fromUs, toUs }: Spell,
  hitsUs: readonly number[],
): { readonly firstFixUs: number | null; readonly silencesUs: readonly number[] } {
  const own = hitsUs.filter((atUs) => atUs >= fromUs && atUs <= toUs + AWAY_US);
  const first = own[0];
  if (first === undefined) return { firstFixUs: null, silencesUs: [] };
  const silencesUs = own.flatMap((atUs, k) => {
    const silentUs = atUs - (own[k - 1] ?? atUs);
    return silentUs > SILENCE_US ? [silentUs] : [];
  });
  return { firstFixUs: first - fromUs, silencesUs };
}

const isNear = (each: Told, place: TruePlace): boolean =>
  distance(each, place) <= (place.radiusPx === 0 ? RADIUS_PX : place.radiusPx) + NEAR_PX;

function distance(a: { readonly xPx: number; readonly yPx: number }, b: TruePlace): number {
  const [dx, dy] = [a.xPx - b.xPx, a.yPx - b.yPx];
  return Math.sqrt(dx * dx + dy * dy);
}

const statistics = (errors: readonly number[]): PixelErrors | null =>
  errors.length === 0 ? null : pixelErrors(Float64Array.from(errors));

function times(valuesUs: readonly number[]): Times | null {
  if (valuesUs.length === 0) return null;
  const { median, p95, n } = pixelErrors(Float64Array.from(valuesUs, (us) => us / 1000));
  return { median, p95, longest: Math.max(...valuesUs) / 1000, n };
}

const named = <K extends string, T>(name: K, value: T | null): { readonly [k in K]?: T } =>
  (value === null ? {} : { [name]: value }) as { readonly [k in K]?: T };
