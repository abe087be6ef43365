import type { SimulationScore } from "../../studies/train/eval-simulated.ts";
import type { AnyFigures } from "../../studies/train/model-figures.ts";
import { textTable } from "./table.ts";

type Figures = AnyFigures;
type Errors = NonNullable<Figures["trainedOnPx"]>;
type Accuracy = NonNullable<Figures["accuracy"]>;

/** A card's figures as text: a table of errors or accuracies, and a line on presence. */
export function formatFigures(figures: Figures): string {
  const { accuracy, onChip } = figures;
  const errors = accuracy === undefined ? formatErrors(figures) : formatAccuracy(accuracy);
  return onChip === undefined ? errors : `${errors}\n${formatOnChip(onChip)}`;
}

const ERROR_HEAD = ["error [px]", "mean", "sd", "median", "p95", "frames"];

const errorRow = (name: string, e: Errors): string[] => [
  name,
  ...[e.mean, e.sd, e.median, e.p95].map((value) => value.toFixed(3)),
  String(e.n),
];

function formatErrors({ folds, held, trainedOnPx, onChip, floats: made = onChip?.floats }: Figures): string {
  const rows = [
    ERROR_HEAD,
    ...(folds === undefined ? [] : [errorRow(`${folds.count} folds, unseen sequences`, folds.errorPx)]),
    ...(folds === undefined ? [] : folds.each.map((each, k) => errorRow(`  fold ${k}`, each))),
    ...(held === undefined ? [] : [errorRow("held out, every ball", held.all)]),
    ...(held?.visibleAlone === undefined
      ? []
      : [errorRow("  visible, nothing else moves", held.visibleAlone)]),
    ...(trainedOnPx === undefined ? [] : [errorRow("what it was trained on", trainedOnPx)]),
    ...floatRows(made).map(([name, errors]) => errorRow(`in floats, ${name}`, errors)),
  ];
  return `${textTable(rows)}\n${held?.presence === undefined ? "" : presenceLine(held.presence)}`;
}

/** A chip that windows were shown to, and in which state. */
interface ShownChip {
  readonly name: string;
  readonly terms: string;
}

/** What a model makes of simulated windows, in floats or on an emulated chip, for a person. */
export function formatSimulation(
  found: SimulationScore,
  { simulated, chip }: { readonly simulated: number; readonly chip: ShownChip | undefined },
): string {
  const title = `${String(simulated)} simulated windows${chip === undefined ? "" : `, on ${chip.name} (${chip.terms})`}\n`;
  if ("accuracy" in found) {
    const { share, n } = found.accuracy;
    return `${title}${textTable([["class found", percent(share), `${String(n)} windows`]])}\n`;
  }
  const { floats } = found;
  const each = [
    { name: floats === undefined || chip === undefined ? "" : `${chip.name}, `, score: found },
    ...(floats === undefined ? [] : [{ name: "floats, ", score: floats }]),
  ];
  const rows = each.flatMap(({ name, score: { all, visibleAlone } }) => [
    errorRow(`${name}every ball`, all),
    ...(visibleAlone === undefined ? [] : [errorRow(`  ${name}visible, nothing else moves`, visibleAlone)]),
  ]);
  const without = simulated - found.all.n;
  const lines = each.map(({ name, score: { presence } }) =>
    presence === undefined ? "" : `${name}${presenceLine(presence, without)}`,
  );
  if (chip !== undefined && floats === undefined)
    lines.push(`no floats beside it: the network was made for ${chip.name}, in floats it is another one\n`);
  return `${title}${textTable([ERROR_HEAD.with(-1, "windows with a ball"), ...rows])}\n${lines.join("")}`;
}

/** What a network for a chip, or in 8 bits, was made from. */
function floatRows({ foldsPx, held, trainedOnPx }: Figures["floats"] = {}): (readonly [string, Errors])[] {
  return [
    ...(held === undefined ? [] : [["held out, every ball", held.all] as const]),
    ...(foldsPx === undefined ? [] : [["unseen sequences", foldsPx] as const]),
    ...(trainedOnPx === undefined ? [] : [["what it was trained on", trainedOnPx] as const]),
  ];
}

function formatOnChip({ backend, layers }: NonNullable<Figures["onChip"]>): string {
  const rows = layers.map(({ layer, threshold, deviation, scale, bits, saturated, clips }) => [
    layer,
    threshold?.toPrecision(3) ?? "-",
    deviation === undefined ? "-" : percent(deviation),
    scale.toPrecision(5),
    bits.toFixed(2),
    String(saturated),
    clips.toFixed(2),
  ]);
  const head = ["threshold", "off floats", "scale", "effective bits", "weights clipped", "clips a window"];
  return `${textTable([[`on ${backend} (emulated)`, ...head], ...rows])}\n`;
}

function formatAccuracy({ folds, held, trainedOn }: Accuracy): string {
  const row = (
    name: string,
    found: { readonly share: number; readonly n: number } | undefined,
  ): string[][] => (found === undefined ? [] : [[name, percent(found.share), String(found.n)]]);
  return `${textTable([
    ["class found", "share", "windows"],
    ...row("unseen sequences", folds),
    ...row("held out", held),
    ...row("what it was trained on", trainedOn),
  ])}\n`;
}

const percent = (rate: number): string => `${(100 * rate).toFixed(1)} %`;

/** @param without windows without a ball, where that is known */
function presenceLine(
  presence: NonNullable<NonNullable<Figures["held"]>["presence"]>,
  without?: number,
): string {
  const { truePositiveRate, falsePositiveRate, threshold } = presence;
  if (without === 0) return "visible balls found: not known without windows that have none\n";
  const of =
    without === undefined
      ? ""
      : ` (of ${String(without)} without a ball, presence above ${threshold.toFixed(3)})`;
  const none = truePositiveRate === 0 ? "; it never says that there is a ball" : "";
  return `visible balls found: ${percent(truePositiveRate)}, at ${percent(falsePositiveRate)} false alarms a window${of}${none}\n`;
}
