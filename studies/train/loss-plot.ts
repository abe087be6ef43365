import { drawVegaLite } from "../plot/vega.ts";

/** The loss over the epochs of each training, as an SVG picture. */
export function lossPlot(title: string, runs: ReadonlyMap<string, readonly number[]>): Promise<string> {
  const values = [...runs].flatMap(([run, losses]) =>
    losses.map((loss, epoch) => ({ run, epoch: epoch + 1, loss: Number(loss.toFixed(6)) })),
  );
  return drawVegaLite({
    title,
    width: 480,
    height: 240,
    data: { values },
    mark: { type: "line", strokeWidth: 1.5 },
    encoding: {
      x: { field: "epoch", type: "quantitative", title: "epoch" },
      y: { field: "loss", type: "quantitative", title: "mean loss", scale: { zero: false } },
      color: { field: "run", type: "nominal", title: "training" },
    },
  });
}
