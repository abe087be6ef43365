import { describe, expect, it } from "vitest";
import type {
  Backend,
  CompileOptions,
  InputEvents,
  Program,
  Session,
} from "../../../src/backends/backend.ts";
import type { ViolationCode } from "../../../src/backends/fit-report.ts";
import { COUNTERS, energiesOf, type EnergyTable } from "../../../src/backends/ledger.ts";
import { Link } from "../../../src/backends/link.ts";
import { LINKS } from "../../../src/backends/link-profiles.ts";
import type { Quantity } from "../../../src/core/quantity.ts";
import { Random } from "../../../src/core/random.ts";
import type { NetworkGraph } from "../../../src/snn/network.ts";
import { ReferenceRun } from "../../../src/snn/reference-run.ts";
import type { NetworkChoice } from "../../../src/snn/step-choice.ts";
import { sizeOf } from "../../../src/snn/tensor.ts";
import { randomNetwork } from "../../support/random-network.ts";

/** What every chip is asked. The suite asks `GENERIC` by itself; the others a chip answers in `own`, or says why not. */
const GENERIC = [
  "ledger-laws",
  "connection-map",
  "link",
  "fit-report",
  "sheet-honesty",
  "determinism",
] as const;
const OWN = [
  "golden-vectors",
  "cost-cases",
  "quantiser",
  "spike-rule",
  "state-between-windows",
  "neuron-modes",
  "device-noise",
  "accuracy",
] as const;
type OwnTest = (typeof OWN)[number];

export interface MappedNetwork {
  readonly name: string;
  readonly network: NetworkGraph;
  readonly options: CompileOptions;
}

/** A network that does not fit, and what must be said of it. */
export interface Misfit extends MappedNetwork {
  readonly code: ViolationCode;
  readonly layer: string;
  /** What the hint must say: the smallest change. */
  readonly hint: RegExp;
  /** The same network with that change: it must fit. */
  readonly mended?: Omit<MappedNetwork, "name">;
}

export interface BackendCase {
  readonly backend: Backend;
  /** A small network of one padded convolution and neurons behind it, legal on the chip. */
  readonly convolution: MappedNetwork;
  /** Networks that fit, with a row for each kind of layer that the chip has. */
  readonly fitting: readonly MappedNetwork[];
  readonly misfits: readonly Misfit[];
  /** How random networks step; a chip may ask for more than a rule. */
  readonly choice?: NetworkChoice;
  /** What else they are mapped with. */
  readonly more?: Partial<CompileOptions>;
  /** The chip's own answers; each registers its tests. */
  readonly own: Readonly<Partial<Record<OwnTest, () => void>>>;
  /** Why a test does not apply to the chip. */
  readonly skips: Readonly<Partial<Record<OwnTest, string>>>;
}

const RANDOM_NETWORKS = 1000;
const PLAIN_CHOICE: NetworkChoice = { rule: "spikingjelly", dt: 1, reset: "value" };

/** Runs the suite on a chip. */
export function backendSuite(chip: BackendCase): void {
  describe(chip.backend.name, () => {
    const generic: Readonly<Record<(typeof GENERIC)[number], () => void>> = {
      "ledger-laws": () => ledgerLaws(chip),
      "connection-map": () => connectionMap(chip),
      link: () => links(chip),
      "fit-report": () => fitReports(chip),
      "sheet-honesty": () => sheetHonesty(chip),
      determinism: () => determinism(chip),
    };
    for (const test of GENERIC) describe(test, generic[test]);
    for (const test of OWN) {
      const answer = chip.own[test];
      const reason = chip.skips[test];
      if (answer !== undefined) describe(test, answer);
      else if (reason !== undefined) it.skip(`${test}: ${reason}`);
      else
        it(`${test} is answered, or its absence explained`, () =>
          expect.fail(`${test}: neither test nor reason`));
    }
  });
}

/** Compiles a network that must fit. */
export function programOf(backend: Backend, { network, options }: MappedNetwork): Program {
  const { report, program } = backend.compile(network, options);
  expect(report.violations).toEqual([]);
  expect(report.fits).toBe(true);
  if (program === null) throw new TypeError("a network that fits has a program");
  return program;
}

const openOn = (backend: Backend, mapped: MappedNetwork, carryState = false): Session =>
  backend.open(programOf(backend, mapped), { seed: 1, carryState });

/** Random events over an input. */
export function someEvents(inputs: number, share: number, seed: number): InputEvents {
  const random = new Random(seed);
  const indices = Int32Array.from({ length: inputs }, (_, n) => n).filter(() => random.uniform() < share);
  return { indices, count: indices.length };
}

const NOTHING: InputEvents = { indices: new Int32Array(0), count: 0 };

function ledgerLaws({ backend, fitting }: BackendCase): void {
  it.each(fitting)("$name: counts are whole numbers, and energy adds up over windows", (mapped) => {
    const program = programOf(backend, mapped);
    const table = backend.describe().energies;
    const whole = backend.open(program, { seed: 1, carryState: false });
    const parts = [1, 2].map((seed) => {
      const part = backend.open(program, { seed: 1, carryState: false });
      part.submit(someEvents(program.inputs, 0.2, seed));
      whole.submit(someEvents(program.inputs, 0.2, seed));
      return part;
    });
    for (const counter of COUNTERS) {
      const counted = whole.ledger.total(counter);
      expect(Number.isSafeInteger(counted), counter).toBe(true);
      expect(
        parts.reduce((sum, part) => sum + part.ledger.total(counter), 0),
        counter,
      ).toBe(counted);
    }
    const energy = dynamicNj(whole, table);
    expect(parts.reduce((sum, part) => sum + dynamicNj(part, table), 0)).toBeCloseTo(energy, 6);
    expect(whole.deviceNs).toBeGreaterThan(0);
  });

  it.each(fitting)("$name: without input no synapse works and nothing is sent, but time passes", (mapped) => {
    const session = openOn(backend, mapped);
    session.submit(NOTHING);
    if (session.ledger.total("spikes") > 0) return; // a bias that fires by itself
    expect(session.ledger.total("synops")).toBe(0);
    expect(session.ledger.total("messagesOut")).toBe(0);
    expect(session.ledger.total("effectiveAcs")).toBe(0);
  });

  it("a table's entry, doubled, doubles its own component and no other", () => {
    const { energies } = backend.describe();
    if (energies.dynamic === null) return; // said to be not modelled
    const [mapped] = fitting;
    if (mapped === undefined) throw new TypeError("a chip has a network that fits");
    const session = openOn(backend, mapped);
    session.submit(someEvents(programOf(backend, mapped).inputs, 0.3, 5));
    const before = energiesOf(session.ledger, energies, 1).dynamicNj ?? {};
    for (const component of Object.keys(before)) {
      const doubled = energies.dynamic.map((row) =>
        row.component === component ? { ...row, each: { ...row.each, value: row.each.value * 2 } } : row,
      );
      const after = energiesOf(session.ledger, { ...energies, dynamic: doubled }, 1).dynamicNj ?? {};
      for (const [name, nj] of Object.entries(before))
        expect(after[name]).toBeCloseTo(name === component ? 2 * nj : nj, 9);
    }
  });
}

function dynamicNj(session: Session, table: EnergyTable): number {
  const { dynamicNj: components = {} } = energiesOf(session.ledger, table, session.deviceNs);
  return Object.values(components).reduce((sum, nj) => sum + nj, 0);
}

/** Pairs of an active input and an output that a padded window joins, counted one by one. */
function connectionMap({ backend, convolution }: BackendCase): void {
  it("synaptic operations of a padded convolution are those of its true connections, edges as they are", () => {
    const program = programOf(backend, convolution);
    const [input, conv] = [...convolution.network.nodes.values()];
    if (input?.type !== "Input" || conv?.type !== "Conv2d") throw new TypeError("Input, then Conv2d");
    const [, rows = 0, columns = 0] = input.shape;
    const [out = 0, , kernel = 0] = conv.weight.shape;
    const [pad = 0] = conv.padding as readonly number[];
    const size = (length: number): number => Math.floor((length + 2 * pad - kernel) / conv.stride[0]) + 1;
    const targets = (element: number): number => {
      const [y, x] = [Math.floor((element % (rows * columns)) / columns), element % columns];
      let pairs = 0;
      for (let r = 0; r < size(rows); r++) {
        for (let c = 0; c < size(columns); c++) {
          const [down, right] = [y + pad - r * conv.stride[0], x + pad - c * conv.stride[1]];
          if (down >= 0 && down < kernel && right >= 0 && right < kernel) pairs += out;
        }
      }
      return pairs;
    };
    const events = someEvents(program.inputs, 0.3, 9);
    const corner = { indices: Int32Array.of(0), count: 1 };
    for (const each of [events, corner]) {
      const session = backend.open(program, { seed: 1, carryState: false });
      session.submit(each);
      const expected = Array.from(each.indices).reduce((sum, element) => sum + targets(element), 0);
      const layer = [...convolution.network.nodes.keys()][2] ?? "";
      const at = session.ledger.layers.indexOf(layer);
      expect(session.ledger.of(at, "synops")).toBe(expected * convolution.options.steps);
    }
  });
}

function links({ backend, convolution }: BackendCase): void {
  it("goes over every link; the same seed gives the same pass", () => {
    const program = programOf(backend, convolution);
    const session = backend.open(program, { seed: 1, carryState: false });
    const events = someEvents(program.inputs, 0.3, 9);
    const { deviceNs } = session.submit(events);
    for (const profile of LINKS.values()) {
      const pass = { eventsIn: events.count, eventsOut: program.outputs, deviceNs, windowNs: 1e6 };
      const overhead = new Link(profile, 3).overheadNs(pass);
      expect(overhead).toBeGreaterThanOrEqual(0);
      expect(new Link(profile, 3).overheadNs(pass)).toBe(overhead);
    }
  });
}

function fitReports({ backend, misfits, fitting, choice = PLAIN_CHOICE, more = {} }: BackendCase): void {
  it.each(misfits)("$name", ({ network, options, code, layer, hint }) => {
    const { report, program } = backend.compile(network, options);
    const found = report.violations.find((each) => each.code === code && each.layer === layer);
    expect(report.fits).toBe(false);
    expect(program).toBeNull();
    expect(report.violations.map((each) => `${each.code} ${each.layer}`)).toContain(`${code} ${layer}`);
    expect(found?.hint).toMatch(hint);
    expect(found?.formula).not.toBe("");
  });

  const mended = misfits.flatMap(({ name, hint, mended: network }) =>
    network === undefined ? [] : [{ name, hint, ...network }],
  );
  it.runIf(mended.length > 0).each(mended)("$name: does as it was told, and fits", (mapped) => {
    programOf(backend, mapped);
  });

  it.each(fitting)("$name fits, and says what it takes of what", (mapped) => {
    programOf(backend, mapped);
    const { report } = backend.compile(mapped.network, mapped.options);
    expect(report.device).toBe(backend.name);
    expect(report.layers.length).toBeGreaterThan(0);
    for (const { utilisation } of report.layers) expect(utilisation).toBeLessThanOrEqual(1);
    for (const { scale, bits } of report.quantisation) expect(scale > 0 && bits >= 0).toBe(true);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it(`never throws, whatever the network: ${String(RANDOM_NETWORKS)} of them, and those that fit run`, () => {
    let fits = 0;
    for (let seed = 0; seed < RANDOM_NETWORKS; seed++) {
      const network = randomNetwork(seed);
      const options: CompileOptions = { choice, steps: 1 + (seed % 3), ...more };
      const { report, program } = backend.compile(network, options);
      expect(report.fits, `seed ${String(seed)}`).toBe(program !== null);
      expect(report.violations.length === 0, `seed ${String(seed)}`).toBe(report.fits);
      for (const { layer, formula, hint } of report.violations)
        expect(layer !== "" && formula !== "" && hint !== "").toBe(true);
      if (program === null) continue;
      fits++;
      if (fits % 10 === 0)
        backend.open(program, { seed, carryState: false }).submit(someEvents(program.inputs, 0.1, seed));
    }
    expect(fits).toBeGreaterThan(20);
    expect(fits).toBeLessThan(RANDOM_NETWORKS - 20);
  }, 60_000);
}

function sheetHonesty({ backend }: BackendCase): void {
  const sheet = backend.describe();
  const rows: [string, Quantity][] = [
    ...Object.entries(sheet.numbers),
    ...(sheet.energies.dynamic ?? []).map((row): [string, Quantity] => [
      `${row.component}.${row.counter}`,
      row.each,
    ]),
    ...(sheet.energies.static === null ? [] : [["static", sheet.energies.static] as [string, Quantity]]),
  ];
  it("every number has a value, a unit, a source and a basis", () => {
    expect(rows.length).toBeGreaterThan(5);
    for (const [name, { value, unit, source, basis }] of rows) {
      expect(Number.isFinite(value), name).toBe(true);
      expect(unit, name).not.toBe("");
      expect(source.length, name).toBeGreaterThan(8);
      expect(["published", "calibrated", "assumed"], name).toContain(basis);
    }
  });

  it("says what is modelled, and what it leaves out", () => {
    expect(sheet.name).toBe(backend.name);
    expect(sheet.notes.join(" ")).toMatch(/model/);
    if (sheet.energies.static === null) expect(sheet.notes.join(" ")).toMatch(/[Ss]tatic/);
  });
}

function determinism({ backend, fitting }: BackendCase): void {
  it.each(fitting)(
    "$name: the same program, seed and windows give the same counts, outputs and times",
    (mapped) => {
      const runs = [1, 2].map(() => {
        const program = programOf(backend, mapped);
        const session = backend.open(program, { seed: 4, carryState: false });
        const results = [1, 2, 3].map((seed) => {
          const { outputs, deviceNs } = session.submit(someEvents(program.inputs, 0.2, seed));
          return { outputs: [...outputs], deviceNs };
        });
        return { results, totals: session.ledger.totals() };
      });
      expect(runs[0]).toEqual(runs[1]);
    },
  );
  if (backend.isSteady === true)
    it.each(fitting)(
      "$name: a window from rest has one answer, whatever was shown before and whatever the seed",
      (mapped) => {
        const program = programOf(backend, mapped);
        const answers = [1, 2].map((seed) => {
          const session = backend.open(program, { seed, carryState: false });
          if (seed === 2) session.submit(someEvents(program.inputs, 0.4, 7));
          const before = session.ledger.clone();
          const { outputs, deviceNs, saturated } = session.submit(someEvents(program.inputs, 0.2, 3));
          const counts = COUNTERS.map((name) => session.ledger.total(name) - before.total(name));
          return { outputs: [...outputs], ns: deviceNs.toFixed(3), saturated, counts };
        });
        expect(answers[0]).toEqual(answers[1]);
      },
    );
}

/** Outputs of a network in double precision, summed over the steps of a window. */
export function referenceOutputs({ network, options }: MappedNetwork, events: InputEvents): Float64Array {
  const run = new ReferenceRun(network, options.choice);
  const [input] = run.layers.filter(({ node }) => node.type === "Input");
  const [output] = run.layers.filter(({ node }) => node.type === "Output");
  if (input === undefined || output === undefined) throw new TypeError("one Input, one Output");
  const frame = new Float64Array(sizeOf(input.outputShape));
  for (let e = 0; e < events.count; e++) frame[events.indices[e] ?? 0]! += 1;
  const sum = new Float64Array(sizeOf(output.outputShape));
  for (let step = 0; step < options.steps; step++) {
    run.step({ [input.path]: frame });
    run.output(output.path).forEach((value, n) => (sum[n]! += value));
  }
  return sum;
}
