import { namedArm } from "../nodes/arm-choice.ts";
import { createLauncher, type LaunchTier } from "../sims/table-tennis/launcher.ts";
import type { Launch } from "../sims/table-tennis/launch.ts";
import { kr6At, KR6_STATION, type Station } from "../src/core/arm/kr6-station.ts";
import type { ArmDescription } from "../src/core/arm/arm.ts";
import { Random } from "../src/core/random.ts";
import { armControlFor } from "../studies/play/node-defaults.ts";
import { reachOf } from "../studies/arm/reach.ts";
import { searchStations } from "../studies/arm/station-search.ts";
import { ArmStrokes } from "../test/support/arm-strokes.ts";
import type { Figure, Suite } from "./figure.ts";

const SEED = 1;
const SETUP = namedArm("kr6-r900");
const OPTIONS = armControlFor(SETUP, [0, 0.8]);
const WARM_UP = 40; // [-] balls before answers are timed

/** Legal balls, whatever way they take behind the table. */
function legalBalls(tier: LaunchTier, count: number, serveShare = 0): Launch[] {
  const launcher = createLauncher(SEED, { tier, gate: null, serveShare });
  return Array.from({ length: count }, (_, i) => launcher.launch(i));
}

/** What the arm reaches from where it stands, and whether its joints keep their limits over thousands of strokes. */
export const armSuite: Suite = {
  name: "arm",
  question:
    "How many balls can the arm reach, does it keep every joint limit, and how fast is a stroke planned?",
  run: ({ short }) => {
    const balls = short ? 200 : 2000;
    const figures = [
      reachable("amateur balls", legalBalls("amateur", balls), 0.95),
      reachable("amateur serves", legalBalls("amateur", balls / 4, 1)),
      reachable("elite balls", legalBalls("elite", balls)),
      ...strokes(short ? 150 : 10_000),
    ];
    return Promise.resolve(figures);
  },
};

function reachable(name: string, balls: readonly Launch[], least?: number): Figure {
  const { reachable, rejected } = reachOf(OPTIONS, balls);
  const why = Object.entries(rejected).map(([reason, count]) => `${count} ${reason}`);
  return {
    name: `reachable of legal ${name}`,
    value: (100 * reachable) / balls.length,
    unit: "%",
    ...(least === undefined ? {} : { limit: { at: "least", value: 100 * least } as const }),
    note: `${balls.length} balls; ${why.join(", ")}`,
  };
}

/** Plays until so many strokes are done; the ball's state is told exactly, every 5 ms. */
function strokes(count: number): Figure[] {
  const launcher = createLauncher(SEED + 1, { tier: "amateur", gate: null, serveShare: 0 });
  const arm = new ArmStrokes(OPTIONS, SETUP.servo, launcher, () => performance.now());
  let [done, returned, ball] = [0, 0, 0];
  for (; done < count; ball++) {
    if (ball === WARM_UP) arm.answerUs.length = 0;
    const { outcome, first } = arm.play(ball);
    if (first !== "planned") continue;
    done++;
    if (outcome.returned) returned++;
  }
  if (returned < 0.9 * count) throw new Error(`only ${returned} of ${count} strokes returned their ball`);
  const { worst, violations, robot } = arm;
  const limit = (value: number) => ({ at: "most", value }) as const;
  const { refused, cut, late = 0 } = robot.counts;
  const sorted = Float64Array.from(arm.answerUs).sort();
  const answer = (q: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
  const use = (name: keyof typeof worst): Figure => ({
    name: `largest use of a joint's ${name}, of its limit`,
    value: worst[name],
    unit: "",
    limit: limit(1.001),
    note: "from differences of its positions, per ms",
  });
  return [
    { name: "ticks beyond a limit", value: violations, unit: "", limit: limit(0), note: `${count} strokes` },
    use("range"),
    use("speed"),
    use("acceleration"),
    use("jerk"),
    { name: "commands refused, cut or late", value: refused + cut + late, unit: "", limit: limit(0) },
    { name: "strokes that returned the ball", value: (100 * returned) / count, unit: "%" },
    { name: "answer to a state, median", value: answer(0.5), unit: "us", note: `${sorted.length} answers` },
    { name: "99th percentile", value: answer(0.99), unit: "us" },
    { name: "99.9th percentile", value: answer(0.999), unit: "us" },
    { name: "longest", value: answer(1), unit: "us", note: "whatever else the machine did" },
  ];
}

/** Where the arm should stand: a search, and what becomes of the default station when one number of it changes. */
export const armStationSuite: Suite = {
  name: "arm-station",
  question: "Where should the arm stand, how long should its racket be held, and what does a change cost?",
  run: ({ short }) => {
    const each = short ? 60 : 200;
    const amateur = legalBalls("amateur", each);
    const elite = legalBalls("elite", each);
    const share = (arm: ArmDescription, balls: readonly Launch[]): number =>
      reachOf({ ...OPTIONS, arm }, balls).reachable / balls.length;
    const rate = (arm: ArmDescription): number => (share(arm, amateur) + share(arm, elite)) / 2;
    const sizes = short ? { draws: 6, refinements: 6 } : { draws: 120, refinements: 240 };
    const [best] = searchStations({ random: new Random(SEED), rate, ...sizes });
    if (best === undefined) throw new Error("the search found no station at all");
    const figure = (name: string, station: Station, limit?: Figure["limit"]): Figure => {
      const arm = kr6At(station);
      const note = `amateur ${(100 * share(arm, amateur)).toFixed(1)} %, elite ${(100 * share(arm, elite)).toFixed(1)} %`;
      return { name, value: 100 * rate(arm), unit: "%", note, ...(limit === undefined ? {} : { limit }) };
    };
    const found = figure("best station found", best.station);
    return Promise.resolve([
      { ...found, note: `${found.note ?? ""}; ${JSON.stringify(best.station)}` },
      figure("default station", KR6_STATION, { at: "least", value: found.value - 2 }),
      ...Object.entries(neighbours(KR6_STATION)).map(([name, station]) => figure(name, station)),
    ]);
  },
};

function neighbours(station: Station): Record<string, Station> {
  const { baseM, grip } = station;
  const [x, y, z] = baseM;
  const base = (dy: number, dz: number): Station => ({ ...station, baseM: [x, y + dy, z + dz] });
  const held = (change: Partial<Station["grip"]>): Station => ({ ...station, grip: { ...grip, ...change } });
  return {
    "0.15 m further back": base(-0.15, 0),
    "0.15 m closer": base(0.15, 0),
    "0.15 m higher": base(0, 0.15),
    "0.15 m lower": base(0, -0.15),
    "leaning forward by 0.3 rad": { ...station, leanRad: station.leanRad + 0.3 },
    "adapter 0.05 m shorter": held({ adapterM: grip.adapterM - 0.05 }),
    "adapter 0.05 m longer": held({ adapterM: grip.adapterM + 0.05 }),
    "racket tilted by 0.4 rad": held({ tiltRad: grip.tiltRad + 0.4 }),
    "racket tilted by 0.8 rad": held({ tiltRad: grip.tiltRad + 0.8 }),
  };
}
