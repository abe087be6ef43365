/** What stands where there is nothing to show. */
export const NOTHING = "–";

/** [us] as `m:ss.mmm`; a run's clock never runs backwards from 0, so there is no sign. */
export function clock(timeUs: number): string {
  const ms = Math.max(0, Math.floor(timeUs / 1000));
  const seconds = Math.floor(ms / 1000) % 60;
  const pad = (value: number, digits: number): string => String(value).padStart(digits, "0");
  return `${Math.floor(ms / 60_000)}:${pad(seconds, 2)}.${pad(ms % 1000, 3)}`;
}

/** Events per second with a fitting prefix: `850 ev/s`, `12.4 kev/s`, `1.30 Mev/s`. */
export function eventRate(perSecond: number): string {
  if (perSecond < 1000) return `${Math.round(perSecond)} ev/s`;
  if (perSecond < 1e6) return `${(perSecond / 1000).toPrecision(3)} kev/s`;
  return `${(perSecond / 1e6).toPrecision(3)} Mev/s`;
}

/** A number with as many decimals as its size deserves: 0.34, 6.2, 128. */
export function compact(value: number): string {
  if (!Number.isFinite(value)) return NOTHING;
  const size = Math.abs(value);
  return value.toFixed(size < 1 ? 2 : size < 100 ? 1 : 0);
}

/** Part of a whole in per cent; nothing of nothing is no figure. */
export const percent = (part: number, whole: number): string =>
  whole > 0 ? `${Math.round((100 * part) / whole)} %` : NOTHING;
