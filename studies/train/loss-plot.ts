/** What of vega and vega-lite is used here: their own types need a browser's, which do not belong in this layer. */
interface Vega {
  parse(spec: unknown): unknown;
  readonly View: new (
    runtime: unknown,
    options: { readonly renderer: "none" },
  ) => { toSVG(): Promise<string> };
}
interface VegaLite {
  compile(spec: unknown): { readonly spec: unknown };
}

/** Loaded by name: an import written out would bring their types along. */
const VEGA: string = "vega";
const VEGA_LITE: string = "vega-lite";

/** The loss over the epochs of each training, as an SVG picture. */
export async function lossPlot(title: string, runs: ReadonlyMap<string, readonly number[]>): Promise<string> {
  const vega = (await import(VEGA)) as Vega;
  const vegaLite = (await import(VEGA_LITE)) as VegaLite;
  const values = [...runs].flatMap(([run, losses]) =>
    losses.map((loss, epoch) => ({ run, epoch: epoch + 1, loss: Number(loss.toFixed(6)) })),
  );
  const { spec } = vegaLite.compile({
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
  return new vega.View(vega.parse(spec), { renderer: "none" }).toSVG();
}
