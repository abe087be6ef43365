import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Random } from "../../../../src/core/random.ts";
import { referenceKernels } from "../../../../src/kernels/train/reference.ts";
import { tetLoss } from "../../../../src/snn/train/class-losses.ts";
import { makeTargets } from "../../../../src/snn/train/loss.ts";
import { TrainNetwork } from "../../../../src/snn/train/network.ts";
import { planNetwork } from "../../../../src/snn/train/plan.ts";
import type { Surrogate } from "../../../../src/kernels/train/surrogate.ts";
import { surrogateDerivative } from "../../../../src/kernels/train/surrogate.ts";
import { DATA_FOLDER, lacksData } from "../../../support/skip.ts";

const casesOf = (file: string): unknown[] =>
  (JSON.parse(readFileSync(join(DATA_FOLDER, file), "utf8")) as { cases: unknown[] }).cases;

interface SurrogateCase {
  readonly framework: string;
  readonly surrogate: string;
  readonly params: Readonly<Record<string, number>>;
  readonly x: readonly number[];
  readonly grad: readonly number[];
}

/** Our name for a framework's curve, and the factor by which its height differs. */
const OURS: Readonly<Record<string, (p: Readonly<Record<string, number>>) => readonly [Surrogate, number]>> =
  {
    "snnTorch sigmoid": ({ slope }) => [{ kind: "sigmoid", slope: slope! }, 1],
    "snnTorch fast_sigmoid": ({ slope }) => [{ kind: "fast-sigmoid", slope: slope! }, 1],
    "snnTorch atan": ({ alpha }) => [{ kind: "arctan", slope: alpha! }, 1],
    "SpikingJelly Sigmoid": ({ alpha }) => [{ kind: "sigmoid", slope: alpha! }, 1],
    "SpikingJelly ATan": ({ alpha }) => [{ kind: "arctan", slope: alpha! }, 1],
    "SpikingJelly PiecewiseQuadratic": ({ alpha }) => [{ kind: "piecewise-linear", slope: alpha! }, 1],
    "SpikingJelly SoftSign": ({ alpha }) => [{ kind: "fast-sigmoid", slope: alpha! }, alpha! / 2],
    "Norse triangle": ({ alpha }) => [{ kind: "piecewise-linear", slope: 1 }, alpha!],
  };

const SURROGATES = "snn-vectors/surrogate_gradients.json";
describe.skipIf(lacksData(SURROGATES))("surrogate derivatives", () => {
  const cases = (casesOf(SURROGATES) as SurrogateCase[]).filter(
    ({ framework, surrogate }) => `${framework} ${surrogate}` in OURS,
  );

  it("are compared with eleven curves of three frameworks", () => {
    expect(cases).toHaveLength(12);
  });

  it.each(cases.map((c) => [`${c.framework} ${c.surrogate} ${JSON.stringify(c.params)}`, c] as const))(
    "agree with %s",
    (_, { framework, surrogate, params, x, grad }) => {
      const [ours, factor] = OURS[`${framework} ${surrogate}`]!(params);
      const worst = Math.max(
        ...x.map((at, i) => Math.abs(factor * surrogateDerivative(ours, at) - grad[i]!)),
      );
      // Norse keeps its constant in single precision
      expect(worst).toBeLessThan(framework === "Norse" ? 1e-7 : 1e-9);
    },
  );
});

interface TetCase {
  readonly lamb: number;
  readonly means: number;
  readonly outputs: number[][][];
  readonly labels: number[];
  readonly loss: number;
  readonly grad: number[][][];
}

const TET = "snn-vectors/tet_loss.json";
describe.skipIf(lacksData(TET))("the TET loss", () => {
  it.each((casesOf(TET) as TetCase[]).map((c) => [c.lamb, c.means, c] as const))(
    "with lambda %f and means %f gives the reference's value and gradient",
    (lambda, means, { outputs, labels, loss, grad }) => {
      const samples = outputs.length;
      const steps = outputs[0]!.length;
      const classes = outputs[0]![0]!.length;
      const output = new Float64Array(classes * steps * samples);
      const at = (b: number, t: number, c: number): number => c * steps * samples + t * samples + b;
      outputs.forEach((a, b) => a.forEach((s, t) => s.forEach((v, c) => (output[at(b, t, c)] = v))));
      const gradient = new Float64Array(output.length);
      const targets = makeTargets(samples);
      targets.classes.set(labels);
      const value = tetLoss(classes, { lambda, means })(
        { output, gradient, lanes: { steps, samples } },
        targets,
      );
      expect(Math.abs(value - loss)).toBeLessThan(1e-12);
      const worst = Math.max(
        ...grad.flatMap((a, b) => a.flatMap((s, t) => s.map((v, c) => Math.abs(v - gradient[at(b, t, c)]!)))),
      );
      expect(worst).toBeLessThan(1e-12);
    },
  );
});

interface QcfsCase {
  readonly up: number;
  readonly L: number;
  readonly x: number[];
  readonly y: number[];
  readonly dx: number[];
  readonly dup: number;
}

const QCFS = "snn-vectors/qcfs_activation.json";
describe.skipIf(lacksData(QCFS))("the QCFS activation", () => {
  const cases = (casesOf(QCFS) as Partial<QcfsCase>[]).filter(
    (c): c is QcfsCase => c.x !== undefined && c.up !== undefined,
  );

  it.each(cases.map((c) => [c.up, c.L, c] as const))(
    "with bound %f and %i levels gives the reference's values and gradients",
    (bound, levels, { x, y, dx, dup }) => {
      const plan = planNetwork({
        input: { channels: x.length, height: 1, width: 1 },
        steps: 1,
        inputPerStep: true,
        // a diagonal layer in front makes the gradient in the activation's input visible as its bias'
        layers: [
          { kind: "dense", outputs: x.length, bias: true },
          { kind: "qcfs", levels, bound },
        ],
      });
      const network = new TrainNetwork(plan, { kernels: referenceKernels("float64"), samples: 1 });
      const biasAt = plan.layers[0]!.parameters[1]!.offset;
      network.parameters.set(x, biasAt);
      network.parameters[plan.parameterCount - 1] = bound;
      network.forward({ training: true, random: new Random(1) });
      network.backward(new Float64Array(x.length).fill(1));
      expect(Math.max(...y.map((v, i) => Math.abs(v - network.output[i]!)))).toBeLessThan(1e-9);
      expect(Math.max(...dx.map((v, i) => Math.abs(v - network.gradients[biasAt + i]!)))).toBeLessThan(1e-9);
      expect(Math.abs(network.gradients[plan.parameterCount - 1]! - dup)).toBeLessThan(1e-9);
    },
  );
});
