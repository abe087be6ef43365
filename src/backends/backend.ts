import type { Quantity } from "../core/quantity.ts";
import type { NetworkGraph } from "../snn/network.ts";
import type { NetworkChoice } from "../snn/step-choice.ts";
import type { FitReport } from "./fit-report.ts";
import type { EnergyTable, Ledger } from "./ledger.ts";

/** Names of chips, wherever a user names one. */
export const BACKEND_NAMES = [
  "loihi1",
  "loihi2",
  "speck2f",
  "akida1000",
  "truenorth",
  "dynapse2",
  "rram",
  "pcm",
] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];

/**
 * An emulated chip. Everything is synchronous and deterministic, all times are modelled: no clock is read here.
 * `test/conformance/backends` is run for each.
 */
export interface Backend {
  readonly name: BackendName;
  /** [bit] of weights among which a network's owner may choose; absent = the chip has one size, or one for each layer. */
  readonly weightBits?: readonly number[];
  /** [px] side of the square event sensor on the chip's own die; absent = it has none. */
  readonly ownSensorPx?: number;
  /**
   * A window that begins from rest has one answer: outputs, time and counts, whatever was shown before and whatever the seed.
   * Absent where chance has a part in it.
   */
  readonly isSteady?: true;
  /** Chance goes by a window's number: its sessions have `seek`. */
  readonly seeks?: true;
  /** The chip's numbers, each with unit, source and basis. */
  describe(): DeviceSheet;
  /** Maps a network. Never throws and never hangs: what does not fit, and what is no network, becomes violations. */
  compile(network: NetworkGraph, options: CompileOptions): Compilation;
  /** Begins to run a program of this chip's `compile`. */
  open(program: Program, options: SessionOptions): Session;
}

/** What a chip is, in numbers. */
export interface DeviceSheet {
  readonly name: BackendName;
  readonly title: string;
  /** Steps with a barrier, each event by itself, or one pass a frame without state. */
  readonly time: "barrier" | "event-driven" | "one-pass";
  readonly numbers: Readonly<Record<string, Quantity>>;
  readonly energies: EnergyTable;
  /** What is modelled and how, what is left out: for a person. */
  readonly notes: readonly string[];
}

export interface CompileOptions {
  /** How the network steps where it was trained: rule, dt, reset, vMin. */
  readonly choice: NetworkChoice;
  /** [steps] of the network a window is shown for. */
  readonly steps: number;
  /** [-] chips that it may use; 1 when left out. */
  readonly chips?: number;
  /** Chips with a mesh of cores: the `fewest` cores, as when left out, or more where that makes a step shorter. */
  readonly placement?: "fewest" | "fastest";
  /** [bit] of weights, of chips that leave a choice (`Backend.weightBits`); the most that there are when left out. */
  readonly weightBits?: number;
  /** Whether all must lie on the chip at once, as when left out; else what does not is loaded in turn, where a chip can. */
  readonly hwOnly?: boolean;
  /** Analog chips: how old they are, and what is done about it. */
  readonly analog?: AnalogChoice;
  /** [ms] chips in real time: how long a step lasts, in which `dt` of the network's own time goes by; `dt` in seconds when left out. */
  readonly stepMs?: number;
}

/** What an analog chip has been through. */
export interface AnalogChoice {
  /** [s] since it was programmed; a day when left out. */
  readonly afterS?: number;
  /** Whether a reference readout sets the gain of each tile; it does when left out. */
  readonly compensate?: boolean;
  /** [-] times that devices far off are programmed again; 0 when left out. */
  readonly verifyRounds?: number;
}

/** A fit report, and the program when it fits. */
export interface Compilation {
  readonly report: FitReport;
  readonly program: Program | null;
}

/** A network in a chip's terms; what it holds beyond this is its backend's. */
export interface Program {
  readonly backend: BackendName;
  /** [-] elements of the network's input and output, row-major. */
  readonly inputs: number;
  readonly outputs: number;
  /** [steps] of the network a window is shown for. */
  readonly shownSteps: number;
  /** The network's output, averaged over a window's steps = count · unit + offset, each by output element. */
  readonly unit: Float64Array;
  readonly offset: Float64Array;
  /** What the network is as a load, for the figures of NeuroBench. */
  readonly footprint: Footprint;
}

export interface Footprint {
  /** [bytes] of weights and of states, as the chip stores them. */
  readonly weightBytes: number;
  readonly stateBytes: number;
  /** [-] synapses, and those of them with weight 0; each target of a shared kernel counts. */
  readonly synapses: number;
  readonly zeroSynapses: number;
  /** [-] neurons that spike. */
  readonly neurons: number;
}

export interface SessionOptions {
  /** Chance on the chip, where it has any. */
  readonly seed: number;
  /** Whether state stays from window to window; when not, its reset is charged to every window. */
  readonly carryState: boolean;
}

/** The events of one window or step: elements of the input, row-major; one that stands twice counts twice. */
export interface InputEvents {
  readonly indices: ArrayLike<number>;
  /** How many of `indices` count. */
  readonly count: number;
}

/** What a window gave. One object a session, overwritten by the next call. */
export interface WindowResult {
  /** Spike counts by output element, or integer sums where the network ends in weights; exact to 2^53. */
  readonly outputs: Float64Array;
  /** [ns] modelled, from the first event in to the whole result. */
  deviceNs: number;
  /** [-] values that met a bound of the chip: clipped states, wrapped sums, full converters. */
  saturated: number;
}

/** A program that runs. Nothing is allocated in `submit` and `step`. */
export interface Session {
  /** Counts since the session began, by layer. */
  readonly ledger: Ledger;
  /** [ns] modelled time of the chip since the session began. */
  readonly deviceNs: number;
  /** Shows a window for the program's steps and runs on until the whole result is there. */
  submit(window: InputEvents): WindowResult;
  /** Barrier chips: one step of the chip; `outputs` are those of this step alone. */
  step?(events: InputEvents): WindowResult;
  /** Back to the state before the first window; not charged. */
  reset(): void;
  /**
   * The next window is number `window`, 0 the first: one from rest is then decided by its events, the seed and that number. State, counts
   * and time stay as they are.
   */
  seek?(window: number): void;
  /** Copies a layer's potentials (`v`), currents (`u`) or last outputs (`spikes`), row-major. For tests and plots. */
  probe(layer: string, what: "u" | "v" | "spikes", to: Float64Array): void;
}

/** Reads counts as the network's own numbers, averaged over the window's steps. */
export function decodeOutputs({ unit, offset }: Program, { outputs }: WindowResult, to: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = outputs[i]! * unit[i]! + offset[i]!;
}
