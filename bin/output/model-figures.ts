import type { ModelCard } from "../../nodes/model-card.ts";
import { textTable } from "./table.ts";

type Figures = ModelCard["figures"];
type Errors = NonNullable<Figures["trainedOnPx"]>;
type Accuracy = NonNullable<Figures["accuracy"]>;

/** A card's figures as text: a table of errors or accuracies, and a line on presence. */
export function formatFigures({ folds, held, trainedOnPx, accuracy }: Figures): string {
  if (accuracy !== undefined) return formatAccuracy(accuracy);
  const row = (name: string, e: Errors): string[] => [
    name,
    ...[e.mean, e.sd, e.median, e.p95].map((value) => value.toFixed(3)),
    String(e.n),
  ];
  const rows = [
    ["error [px]", "mean", "sd", "median", "p95", "frames"],
    ...(folds === undefined ? [] : [row(`${folds.count} folds, unseen sequences`, folds.errorPx)]),
    ...(folds === undefined ? [] : folds.each.map((each, k) => row(`  fold ${k}`, each))),
    ...(held === undefined ? [] : [row("held out, every ball", held.all)]),
    ...(held?.visibleAlone === undefined ? [] : [row("  visible, nothing else moves", held.visibleAlone)]),
    ...(trainedOnPx === undefined ? [] : [row("what it was trained on", trainedOnPx)]),
  ];
  return `${textTable(rows)}\n${held?.presence === undefined ? "" : presenceLine(held.presence)}`;
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

function presenceLine(presence: NonNullable<NonNullable<Figures["held"]>["presence"]>): string {
  const { truePositiveRate, falsePositiveRate } = presence;
  return `visible balls found: ${percent(truePositiveRate)}, at ${percent(falsePositiveRate)} false alarms a window\n`;
}
