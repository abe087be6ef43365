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

/** The picture that a Vega-Lite specification describes, as SVG. */
export async function drawVegaLite(specification: object): Promise<string> {
  const vega = (await import(VEGA)) as Vega;
  const vegaLite = (await import(VEGA_LITE)) as VegaLite;
  const { spec } = vegaLite.compile(specification);
  return new vega.View(vega.parse(spec), { renderer: "none" }).toSVG();
}
