import { eulerSpec } from "./nir.ts";
import { numbers, type FloatRule } from "./rule.ts";

/**
 * Rule `norse`: Norse's box neurons, which its reader of NIR files makes:
 *
 *     i <- i + dt/tau_syn (w_in x - i)                CUBA (`li_box_feed_forward_step`)
 *     v <- v + x, v_reset before the first step       IF (`iaf_feed_forward_step`); r scales x here, Norse warns and drops it
 *     v <- v + dt/tau_mem (r i + v_leak - v), v_leak before the first step    (`lif_box_feed_forward_step`)
 *     z = [v > v_th]; v <- v - z v_th, or v_reset
 *
 * Source: norse 1.1.0, `norse/torch/functional/{lif_box,leaky_integrator_box,iaf,reset}.py`, `utils/import_nir.py`.
 * Norse's own current-based step (`lif_feed_forward_step`: i <- i + x, used, then i <- i - dt/tau_syn i) is that of a
 * CUBA node with w_in = tau_syn/dt and r = 1; only the i reported there has decayed once more.
 */
export const norseRule: FloatRule = (layer, node, choice) => {
  const spec = eulerSpec(layer, node, choice, 1);
  if ("vLeak" in node) return { ...spec, vInitial: numbers(layer, "v_leak", node.vLeak) };
  return spec.firing === null ? spec : { ...spec, vInitial: spec.firing.vReset };
};
