import { availableParallelism } from "node:os";
import { extname } from "node:path";
import type { Command } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { SaccadeError } from "../../src/core/errors.ts";
import { refuseToReplace } from "../../src/recordings/part-file.ts";
import { BALL_PHYSICS } from "../../sims/ball/constants.ts";
import { BallSchedule, type BallTimes } from "../../sims/ball-schedule.ts";
import { DEFAULT_MOTION_PX } from "../../sims/camera/event-camera.ts";
import { DEFAULT_LOOK } from "../../sims/camera/stage-scene.ts";
import { AMATEUR_LAUNCH } from "../../sims/table-tennis/launcher.ts";
import { readRig } from "../../studies/play/rig.ts";
import { playRobot } from "../../studies/play/robots.ts";
import type { CameraPaths } from "../../studies/simulate/camera-files.ts";
import { rallyCard } from "../../studies/simulate/rally-card.ts";
import type { RallyOptions } from "../../studies/simulate/rally-options.ts";
import { rigCamera } from "../../studies/simulate/rig-cameras.ts";
import { type WrittenRally, writeRally } from "../../studies/simulate/write-rally.ts";
import { interruptSignal } from "../interrupt.ts";
import { EXIT_INTERRUPTED, EXIT_OK } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { ReadProgress } from "../output/read-progress.ts";
import { writeText } from "../output/write-file.ts";
import { packageRoot } from "../package-root.ts";
import { addSimulateOptions, type SimulateCommandOptions } from "./simulate-options.ts";
import { targetOf } from "./target-options.ts";

const DEFAULT_MS = 5000;
/** A ball every 1.8 s, as in a pipeline's world. */
const TIMES: BallTimes = { periodUs: 1_800_000, jitterUs: 100_000, gapUs: 100_000 };
/** [-] balls of real recordings are shaded (bench frames). */
const BALL_SHADE = 0.5;
/** Options that are written as they were read. */
const PLAIN_OPTIONS = [
  ...(["format", "camera", "rig", "sensor", "preset", "rateLimit", "tier"] as const),
  ...(["robot", "scenery", "balls", "seed"] as const),
];
/** [m] x and y where returns should land: as in pipelines/table-tennis.yaml. */
const TARGET_M = [0, 0.8] as const;

/** `saccade simulate`: a recording of a simulated rally, its truth beside it. */
export function addSimulate(program: Command, done: (code: number) => void): void {
  addSimulateOptions(program.command("simulate <out>"))
    .description(
      "Write what simulated event cameras see of table tennis, in any format that can be written, with the truth beside it: " +
        "NAME.truth.csv, NAME.card.json and, if wanted, NAME.labels.bin. The same command gives the same bytes. Ctrl-C " +
        "leaves what is done, readable.",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  saccade simulate rally.raw --duration 5s\n" +
        "  saccade simulate rally.aedat4 --camera both --sensor davis346 --preset lowlight --robot gantry --labels",
    )
    .action(async (out: string, options: SimulateCommandOptions) => {
      done(await simulate(out, options));
    });
}

/** @returns the exit code */
async function simulate(out: string, options: SimulateCommandOptions): Promise<number> {
  const target = targetOf(out, options);
  const rally = await rallyOf(options);
  const paths = pathsFor(out, options, rally);
  const cardFile = `${stemOf(out)}.card.json`;
  refuseToReplace(cardFile, options.force === true);
  const endUs = endOf(options, rally);
  const line = new LiveLine();
  const progress = new ReadProgress(endUs);
  let written: WrittenRally;
  try {
    written = await writeRally({
      rally,
      endUs,
      paths,
      target,
      choices: options.choice,
      overwrite: options.force === true,
      threads: options.threads ?? availableParallelism(),
      signal: interruptSignal(),
      onProgress: (nowUs, events) => {
        const text = options.quiet ? null : progress.line(nowUs, events);
        if (text !== null) line.show(text);
      },
    });
  } finally {
    line.clear();
  }
  const card = rallyCard(rally, written, {
    command: commandLine(out, options),
    format: target.id,
    version: manifest.version,
    paths,
    balls: options.tier,
    robot: options.robot,
  });
  await writeText(cardFile, card);
  process.stdout.write(options.json ? card : told(paths, written, cardFile));
  return written.interrupted ? EXIT_INTERRUPTED : EXIT_OK;
}

async function rallyOf(options: SimulateCommandOptions): Promise<RallyOptions> {
  const { camera, tier, robot, seed, scenery, region, rateLimit, sensor, preset, bias } = options;
  const rig = await readRig(options.rig ?? `${packageRoot()}pipelines/rig.yaml`);
  if (rig.left.id === rig.right.id) {
    throw new SaccadeError(
      "config-invalid",
      `both cameras are called "${rig.left.id}"; give each its own id`,
      {
        camera: rig.left.id,
      },
    );
  }
  const chosen = camera === "both" ? [rig.left, rig.right] : [rig[camera]];
  return {
    seed,
    cameras: chosen.map((params) =>
      rigCamera(params, {
        defaultPreset: "typical",
        biases: bias,
        ...(sensor === undefined ? {} : { type: sensor }),
        ...(preset === undefined ? {} : { preset }),
        ...(region === undefined ? {} : { region }),
        ...(rateLimit === undefined ? {} : { rateControl: { maxEvents: rateLimit } }),
      }),
    ),
    rig: {
      mostMotionPx: DEFAULT_MOTION_PX,
      look: { ...DEFAULT_LOOK, ballShade: BALL_SHADE, radiusM: BALL_PHYSICS.radius.value },
      startUs: 0,
    },
    scenery,
    robot: robot === "none" ? null : playRobot(robot, TARGET_M),
    launch: { ...AMATEUR_LAUNCH, tier },
    times: TIMES,
  };
}

/** [us] */
function endOf({ duration, balls }: SimulateCommandOptions, { seed, times }: RallyOptions): number {
  const wantedUs = duration === undefined ? Infinity : Math.round(duration * 1000);
  const ballsUs = balls === undefined ? Infinity : new BallSchedule(seed, times).removeUs(balls - 1);
  const endUs = Math.min(wantedUs, ballsUs);
  return endUs === Infinity ? DEFAULT_MS * 1000 : endUs;
}

const stemOf = (out: string): string => out.slice(0, out.length - extname(out).length);

function pathsFor(
  out: string,
  { camera, labels }: SimulateCommandOptions,
  { cameras }: RallyOptions,
): CameraPaths[] {
  return cameras.map(({ model }) => {
    const stem = camera === "both" ? `${stemOf(out)}.${model.id}` : stemOf(out);
    return {
      recording: `${stem}${extname(out)}`,
      truth: `${stem}.truth.csv`,
      ...(labels ? { labels: `${stem}.labels.bin` } : {}),
    };
  });
}

/** What makes the same files again: without what only concerns this run. */
function commandLine(out: string, options: SimulateCommandOptions): string {
  const { bias, choice, region, duration, labels } = options;
  const plain = PLAIN_OPTIONS.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]]));
  const words = [
    ...plain.map(([name, value]) => [name === "rateLimit" ? "rate-limit" : name, value]),
    ...Object.entries(bias).map(([name, value]) => ["bias", `${name}=${value}`]),
    ...Object.entries(choice).map(([name, value]) => ["choice", `${name}=${value}`]),
    ...(region === undefined ? [] : [["region", `${region.x},${region.y},${region.width}x${region.height}`]]),
    ...(duration === undefined ? [] : [["duration", `${duration}ms`]]),
  ].map(([name, value]) => `--${String(name)} ${String(value)}`);
  return ["saccade simulate", out, ...words, ...(labels ? ["--labels"] : [])].join(" ");
}

function told(
  paths: readonly CameraPaths[],
  { cameras, simulatedUs, interrupted }: WrittenRally,
  cardFile: string,
): string {
  const lines = cameras.map(({ events, byCause, dropped, bytes }, i) => {
    const noise = byCause.leak + byCause.shot + byCause.hot;
    const lost = dropped.region + dropped.queue + dropped.rateControl;
    const share = events === 0 ? 0 : (100 * noise) / events;
    return `${paths[i]?.recording ?? ""}: ${events} events (${share.toFixed(1)} % noise), ${lost} lost in the sensor, ${bytes} bytes`;
  });
  const seconds = (simulatedUs / 1e6).toFixed(2);
  const end = interrupted ? `stopped after ${seconds} s; the files can be read` : `${seconds} s`;
  return `${lines.join("\n")}\n${end}; truth and card beside: ${cardFile}\n`;
}
