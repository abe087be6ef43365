import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { stepChoice } from "../../nodes/model-card.ts";
import { readModel } from "../../nodes/model-files.ts";
import { type Backend, BACKEND_NAMES, type CompileOptions } from "../../src/backends/backend.ts";
import { BACKENDS } from "../../src/backends/registry.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { NetworkGraph } from "../../src/snn/network.ts";
import { readNir } from "../../src/snn/nir-read.ts";
import { RULE_NAMES, type RuleName } from "../../src/snn/step-choice.ts";
import { runOf } from "../../studies/train/model-run.ts";
import { readRecipe } from "../../studies/train/recipe.ts";
import { type Untrained, untrainedGraph } from "../../studies/train/untrained-graph.ts";
import { addAnalogOptions, analogChoice, type AnalogFlags } from "../analog-options.ts";
import { findBackend, placementOption } from "../find-backend.ts";
import { EXIT_FAILED, EXIT_OK } from "../output/failure.ts";
import { formatFit } from "../output/fit-table.ts";
import { numberFrom, parseCount, parsePositive } from "../parse-number.ts";

interface MapOptions extends AnalogFlags {
  readonly backend: string;
  readonly chips: number;
  readonly placement: "fewest" | "fastest";
  readonly rule: RuleName;
  readonly dt: number;
  readonly reset: "subtract" | "value";
  readonly steps: number;
  readonly vMin?: number;
  readonly weightBits?: number;
  readonly stepMs?: number;
  readonly hwOnly: boolean;
  readonly json?: true;
}

/** `saccade map`: whether a network fits a chip, and if not, why and what to change. */
export function addMap(program: Command, done: (code: number) => void): void {
  const command = program
    .command("map <model>")
    .description(
      "Map a network on an emulated chip: whether it fits, what it takes, and the smallest change if it does not.",
    )
    .requiredOption("--backend <chip>", `one of ${BACKEND_NAMES.join(", ")}`)
    .option("--chips <n>", "chips that it may use", parseCount, 1)
    .addOption(placementOption());
  addAnalogOptions(command)
    .addOption(new Option("--rule <rule>", "of a .nir file: how it steps").choices(RULE_NAMES).default("nir"))
    .option(
      "--dt <time>",
      "of a .nir file: length of a step, in the unit of its time constants",
      parsePositive,
      1,
    )
    .addOption(
      new Option("--reset <reset>", "of a .nir file").choices(["subtract", "value"]).default("value"),
    )
    .option("--steps <n>", "of a .nir file: steps a window is shown for", parseCount, 1)
    .option("--v-min <v>", "lowest potential of neurons; in place of a model's", numberFrom(-1e9, 0))
    .option("--weight-bits <n>", "of chips that leave a choice", parseCount)
    .option(
      "--step-ms <ms>",
      "of chips in real time (dynapse2): how long a step lasts; dt in seconds when left out",
      parsePositive,
    )
    .option("--no-hw-only", "what does not fit at once may be loaded in turn, where the chip can")
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  saccade map models/ball-real --backend loihi2\n" +
        "  saccade map network.nir --rule spikingjelly --reset subtract --steps 8 --backend loihi2 --json\n" +
        "  saccade map models/ball-real --v-min -64 --backend speck2f\n" +
        "  saccade map network.nir --rule nir --dt 1e-3 --steps 50 --backend dynapse2\n" +
        "  saccade map recipes/akida-class.yaml --backend akida1000\n" +
        "  saccade map models/ball-real --weight-bits 2 --backend akida1000\n\n" +
        "MODEL is a folder with network.nir and card.json, a .nir file, or a recipe (.yaml): does it fit before it is trained?\n" +
        "Exit code: 0 it fits, 1 it does not fit, 2 the command line or a file is wrong.",
    )
    .action(async (model: string, options: MapOptions) => {
      const backend = findBackend(options.backend);
      checkBits(backend, options);
      const { network, compile, toRecipe } = await readNetwork(model, options);
      const found = backend.compile(network, compile).report;
      const report = toRecipe === undefined ? found : toRecipe(found);
      process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : formatFit(report)}\n`);
      done(report.fits ? EXIT_OK : EXIT_FAILED);
    });
}

function checkBits({ name, weightBits = [] }: Backend, { weightBits: asked }: MapOptions): void {
  if (asked === undefined || weightBits.length > 0) return; // what such a chip has not, its report says
  const choosers = [...BACKENDS.values()].filter(({ weightBits: bits = [] }) => bits.length > 0);
  const allowed = choosers.map((each) => `${each.name} (${each.weightBits?.join(", ") ?? ""})`).join(", ");
  const message = `${name} leaves no choice of --weight-bits; chips that do: ${allowed}`;
  throw new SaccadeError("usage", message, { found: asked, allowed });
}

interface Mapped {
  readonly network: NetworkGraph;
  readonly compile: CompileOptions;
  /** Of a recipe, whose network has not learned yet. */
  readonly toRecipe?: Untrained["toRecipe"];
}

async function readNetwork(
  model: string,
  { rule, dt, reset, steps, vMin, weightBits, stepMs, hwOnly, chips, placement, ...flags }: MapOptions,
): Promise<Mapped> {
  const lowest = vMin === undefined ? {} : { vMin };
  const bits = weightBits === undefined ? {} : { weightBits };
  const real = stepMs === undefined ? {} : { stepMs };
  const common = { chips, placement, hwOnly, ...bits, ...real, analog: analogChoice(flags.backend, flags) };
  if (/\.ya?ml$/.test(model)) {
    const { recipe } = await readRecipe(model);
    const choice = { ...stepChoice(runOf(recipe)), ...lowest };
    return { ...untrainedGraph(recipe), compile: { choice, steps: recipe.steps, ...common } };
  }
  if (!model.endsWith(".nir")) {
    const { card, network } = await readModel(model);
    const choice = { ...stepChoice(card.run), ...lowest };
    return { network, compile: { choice, steps: card.run.steps, ...common } };
  }
  const bytes = await readFile(model).catch((cause: unknown) => {
    throw new SaccadeError("file-unreadable", `cannot read ${model}`, { file: model }, { cause });
  });
  return {
    network: (await readNir(bytes)).network,
    compile: { choice: { rule, dt, reset, ...lowest }, steps, ...common },
  };
}
