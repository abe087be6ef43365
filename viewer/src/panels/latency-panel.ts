import type { LatencyReport } from "../../../src/wire/view.ts";
import { cssColour } from "../palette.ts";
import { byId, find, setText } from "./dom.ts";
import { compact } from "./format.ts";

/** [-] the bar shows this many times the limit. */
const RANGE = 1.5;
/** [-] newest values in the history line. */
const HISTORY = 160;

/** A bar per budget: p50 and p99 against the limit, the newest value as a tick, its history below. Red is late. */
export class LatencyPanel {
  readonly #panel = byId("latency-panel");
  readonly #list = byId("budgets");
  readonly #rows = new Map<string, BudgetRow>();

  /** @param budgets null before the first report. */
  show(budgets: readonly LatencyReport[] | null): void {
    this.#panel.hidden = budgets === null || budgets.length === 0;
    for (const budget of budgets ?? []) {
      let row = this.#rows.get(budget.budget);
      if (row === undefined) {
        row = new BudgetRow(budget.budget);
        this.#rows.set(budget.budget, row);
        this.#list.append(row.element);
      }
      row.show(budget);
    }
  }

  /** Forgets all budgets; for a new run. */
  clear(): void {
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#panel.hidden = true;
  }
}

class BudgetRow {
  readonly element = document.createElement("div");
  readonly #canvas = document.createElement("canvas");
  readonly #history: number[] = [];
  #shown: LatencyReport | null = null;

  constructor(name: string) {
    this.element.className = "budget";
    const line = document.createElement("div");
    line.className = "line";
    for (const part of ["path", "values", "misses"]) {
      const span = document.createElement("span");
      span.className = part;
      line.append(span);
    }
    this.element.append(line, this.#canvas);
    const path = find(HTMLElement, ".path", line);
    setText(path, name.replaceAll("->", "→"));
    path.title = name;
  }

  show(budget: LatencyReport): void {
    if (budget === this.#shown) return;
    this.#shown = budget;
    if (Number.isFinite(budget.lastMs)) this.#history.push(budget.lastMs);
    if (this.#history.length > HISTORY) this.#history.shift();
    const { lastMs, p50Ms, p99Ms, limitMs, misses, count } = budget;
    const values = `${compact(lastMs)} · ${compact(p50Ms)} · ${compact(p99Ms)} of ${compact(limitMs)} ms`;
    setText(find(HTMLElement, ".values", this.element), values);
    setText(find(HTMLElement, ".misses", this.element), `${misses} late of ${count}`);
    this.element.classList.toggle("missed", misses > 0);
    this.#draw(budget);
  }

  #draw({ limitMs, lastMs, p50Ms, p99Ms }: LatencyReport): void {
    const context = fitted(this.#canvas);
    if (context === null) return;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const x = (ms: number): number => Math.min(ms / (limitMs * RANGE), 1) * width;
    const colour = (ms: number): string => cssColour(ms > limitMs ? "late" : "good");
    const bar = (ms: number, opacity: number): void => {
      if (!Number.isFinite(ms)) return;
      context.globalAlpha = opacity;
      context.fillStyle = colour(ms);
      context.fillRect(0, 2, x(ms), 9);
    };
    bar(p99Ms, 0.35);
    bar(p50Ms, 0.9);
    context.globalAlpha = 1;
    if (Number.isFinite(lastMs)) {
      context.fillStyle = lastMs > limitMs ? cssColour("late") : "#ffffff";
      context.fillRect(x(lastMs) - 1, 0, 2, 13);
    }
    context.fillStyle = "rgb(232 238 246 / 0.55)";
    context.fillRect(x(limitMs) - 0.5, 0, 1, 13);
    drawHistory(context, this.#history, { limitMs, width, top: 15, height: height - 16 });
  }
}

interface HistoryBox {
  readonly limitMs: number;
  /** [px] */
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

/** One column per value, newest at the right; the line is the limit. */
function drawHistory(context: CanvasRenderingContext2D, values: readonly number[], box: HistoryBox): void {
  const column = box.width / HISTORY;
  const scale = box.height / (box.limitMs * RANGE);
  const bottom = box.top + box.height;
  values.forEach((ms, i) => {
    const tall = Math.min(Math.max(ms * scale, 1), box.height);
    context.fillStyle = cssColour(ms > box.limitMs ? "late" : "good");
    context.globalAlpha = ms > box.limitMs ? 1 : 0.45;
    context.fillRect(
      box.width - (values.length - i) * column,
      bottom - tall,
      Math.max(column - 0.6, 0.6),
      tall,
    );
  });
  context.globalAlpha = 1;
  context.fillStyle = "rgb(232 238 246 / 0.22)";
  context.fillRect(0, bottom - box.limitMs * scale, box.width, 1);
}

/** The canvas's cleared context, one unit = one CSS pixel. */
function fitted(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio;
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  if (width === 0 || height === 0) return null;
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}
