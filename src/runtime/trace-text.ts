import type { Hop } from "./trace-hops.ts";

/** [-] characters of the waterfall's bars. */
const WIDTH = 60;

const MARK: Readonly<Record<Hop["what"], string>> = { wait: "·", work: "█", device: "▓", link: "▒" };

/** A waterfall: one line per hop, its time in microseconds, and a bar where it lies on the way. */
export function waterfall(hops: readonly Hop[]): string {
  const startNs = hops[0]?.startNs ?? 0;
  const endNs = hops.at(-1)?.endNs ?? 0;
  const column = (ns: number): number => Math.round(((ns - startNs) / Math.max(1, endNs - startNs)) * WIDTH);
  const nameWidth = Math.max(...hops.map((hop) => hop.node.length), 4);
  const lines = hops.map((hop) => {
    const from = Math.min(column(hop.startNs), WIDTH - 1);
    const length = Math.max(1, column(hop.endNs) - from);
    const us = ((hop.endNs - hop.startNs) / 1000).toFixed(1).padStart(10);
    return `${hop.node.padEnd(nameWidth)}  ${hop.what.padEnd(6)} ${us} us  ${" ".repeat(from)}${MARK[hop.what].repeat(length)}`;
  });
  return lines.join("\n");
}
