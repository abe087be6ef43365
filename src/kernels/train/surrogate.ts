import { exactExp } from "../../core/exact-math.ts";

/**
 * What stands for the derivative of a spike in its membrane potential; `x` = potential - threshold [threshold units].
 * Sources: sigmoid and fast sigmoid, F. Zenke and S. Ganguli, "SuperSpike" (2018); arctan, W. Fang et al., "Incorporating
 * learnable membrane time constant" (2021); piecewise linear (a triangle), S. K. Esser et al. (2016) and G. Bellec et al.
 * (2018). Frameworks name the same curve differently: SpikingJelly's PiecewiseQuadratic is this triangle.
 */
export type Surrogate =
  | { readonly kind: "sigmoid"; readonly slope: number }
  | { readonly kind: "fast-sigmoid"; readonly slope: number }
  | { readonly kind: "arctan"; readonly slope: number }
  | { readonly kind: "piecewise-linear"; readonly slope: number };

const HALF_PI = 1.5707963267948966;

/** d(spike)/d(potential) at `x`. */
export function surrogateDerivative({ kind, slope }: Surrogate, x: number): number {
  const size = Math.abs(x);
  switch (kind) {
    case "sigmoid": {
      const decay = exactExp(-slope * size);
      return (slope * decay) / ((1 + decay) * (1 + decay));
    }
    case "fast-sigmoid":
      return 1 / ((1 + slope * size) * (1 + slope * size));
    case "arctan": {
      const angle = HALF_PI * slope * x;
      return slope / 2 / (1 + angle * angle);
    }
    case "piecewise-linear":
      return Math.max(0, slope - slope * slope * size);
  }
}
