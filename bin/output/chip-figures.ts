import type { FourEnergies } from "../../src/backends/ledger.ts";
import type { FoldsEvaluation } from "../../studies/chips/eval-folds.ts";
import type { ChipEvaluation } from "../../studies/chips/eval-on-chip.ts";
import type { PixelErrors } from "../../studies/train/error-statistics.ts";
import type { Comparison } from "../../studies/train/eval-model.ts";
import { textTable } from "./table.ts";

/** A model's evaluation on a chip, for a person. */
export function formatChipEvaluation(found: ChipEvaluation): string {
  const { errorPx, floatPx, loss, backend, window } = found;
  const made = found.madeFrom?.trainedOnPx;
  const lost =
    made === undefined
      ? `lost on the chip: ${difference(loss)}`
      : `lost on the chip, less the floats it was made from: ${(errorPx.mean - made.mean).toFixed(3)} px on average, if these are the frames it ` +
        "learned from; stepped in floats it lacks the chip's order of events, which it has learned";
  return [
    textTable([
      ERROR_HEADER,
      row(backend, errorPx),
      row(made === undefined ? "floats" : "floats, stepped", floatPx),
      ...(made === undefined ? [] : [row("the floats it was made from, what it learned from", made)]),
    ]),
    lost,
    quantisationTable(found),
    `a window, modelled: ${window.deviceUs.toFixed(1)} us on the chip, ${window.spikes.toFixed(0)} spikes, ` +
      `${window.synops.toFixed(0)} synaptic operations, ${window.messages.toFixed(0)} messages; ` +
      `${String(window.saturated)} values met a bound in all windows`,
    energyTable(window.energies),
    neuroBenchTable(window.neuroBench),
  ].join("\n\n");
}

/** Networks of folds on a chip, for a person. */
export function formatFoldsEvaluation(found: FoldsEvaluation): string {
  const { errorPx, floatPx, floats, loss, backend, folds, comparison } = found;
  return [
    textTable([
      ERROR_HEADER,
      row(`${backend}, ${String(folds)} folds`, errorPx),
      row(floats === "stepped" ? "the same in floats" : "the floats they were made from", floatPx),
    ]),
    `lost on the chip: ${difference(loss)}`,
    ...(comparison === undefined ? [] : [`less ${comparison.against}: ${difference(comparison)}`]),
  ].join("\n\n");
}

const ERROR_HEADER = ["error [px]", "mean", "sd", "median", "p95", "frames"];

const row = (name: string, { mean, sd, median, p95, n }: PixelErrors): string[] => [
  name,
  ...[mean, sd, median, p95].map((value) => value.toFixed(3)),
  String(n),
];

function difference({ meanDifference, interval95: [low, high] }: Comparison): string {
  const [mean, from, to] = [meanDifference, low, high].map((value) => value.toFixed(3));
  return `${mean ?? ""} px, 95 % interval by sequences ${from ?? ""} .. ${to ?? ""}`;
}

export function quantisationTable({ quantisation }: Pick<ChipEvaluation, "quantisation">): string {
  if (quantisation.length === 0) return "";
  const rows = quantisation.map(({ layer, scale, bits, max_abs_err, saturated }) => [
    layer,
    scale.toPrecision(5),
    bits.toFixed(2),
    max_abs_err.toPrecision(3),
    String(saturated),
  ]);
  return textTable([["weights into", "scale", "effective bits", "largest error", "clipped"], ...rows]);
}

/** The four energies side by side; they rest on different assumptions, so there is no sum. */
function energyTable({ proxyNj, dynamicNj, staticNj, linkNj }: FourEnergies): string {
  const nj = (value: number | undefined): string =>
    value === undefined ? "not modelled" : `${value.toFixed(1)} nJ`;
  const dynamic = Object.entries(dynamicNj ?? {});
  const parts = dynamic.map(([component, value]) => `${component} ${value.toFixed(1)}`).join(", ");
  return textTable(
    [
      ["energy a window", "", ""],
      ["45 nm proxy (Horowitz)", nj(proxyNj), "operations x 4.6 or 0.9 pJ: not this chip"],
      [
        "device, dynamic",
        nj(dynamicNj === undefined ? undefined : dynamic.reduce((sum, [, value]) => sum + value, 0)),
        parts,
      ],
      ["device, static", nj(staticNj), "power x time"],
      ["link", nj(linkNj), ""],
    ],
    3,
  );
}

function neuroBenchTable(figures: ChipEvaluation["window"]["neuroBench"]): string {
  const { synaptic_operations: operations, ...rest } = figures;
  const rows = [...Object.entries(rest), ...Object.entries(operations)].map(([name, value]) => [
    name,
    Number.isInteger(value) ? String(value) : value < 1 ? value.toFixed(4) : value.toFixed(1),
  ]);
  return textTable([["NeuroBench", ""], ...rows]);
}
