import { mkdir, writeFile } from "node:fs/promises";
import { namedArm } from "../nodes/arm-choice.ts";
import { ServoPlant } from "../sims/robot/arm-plant.ts";
import { KR6_BODY } from "../sims/robot/kr6-body.ts";
import { MujocoPlant } from "../sims/robot/mujoco-plant.ts";
import { createLauncher } from "../sims/table-tennis/launcher.ts";
import { loadMujoco } from "../studies/arm/load-mujoco.ts";
import { PlantComparison, type ComparisonSample } from "../studies/arm/plant-comparison.ts";
import { strokePlot } from "../studies/arm/stroke-plot.ts";
import { armControlFor } from "../studies/play/node-defaults.ts";
import type { Figure, Suite } from "./figure.ts";

const PICTURE = "out/arm-stroke.svg";

/** Servo model and bodies, the same commands; the bodies' racket meets the balls. */
export const armMujocoSuite: Suite = {
  name: "arm-mujoco",
  question: "Does an arm of bodies with torque limits (MuJoCo) do what the servo model says?",
  run: async ({ short }) => {
    const balls = short ? 20 : 300;
    const setup = namedArm("kr6-r900");
    const { arm, servo } = setup;
    const bodies = new MujocoPlant(await loadMujoco(), arm, servo, KR6_BODY);
    const launcher = createLauncher(3, { tier: "amateur", gate: null, serveShare: 0 });
    const plants = { servo: new ServoPlant(arm, servo), bodies };
    const both = new PlantComparison(armControlFor(setup, [0, 0.8]), plants, servo.deadTimeUs, launcher);
    const samples: ComparisonSample[] = [];
    let returned = 0;
    const begunMs = performance.now();
    for (let ball = 0; ball < balls; ball++) {
      const { returned: isReturned } = both.play(ball, (sample) => ball === 0 && samples.push(sample));
      if (isReturned) returned++;
    }
    const stepUs = ((performance.now() - begunMs) * 1000) / bodies.steps;
    if (returned < 0.9 * balls) throw new Error(`the bodies returned only ${returned} of ${balls} balls`);
    await mkdir("out", { recursive: true });
    await writeFile(PICTURE, await strokePlot("One stroke: servo model and bodies", arm, samples));
    const asked = [...bodies.strain].map((share, i) => `${arm.joints[i]?.name ?? ""} ${share.toFixed(2)}`);
    const none = { at: "most", value: 0 } as const;
    const figures: Figure[] = [
      {
        name: "balls returned by the bodies",
        value: (100 * returned) / balls,
        unit: "%",
        note: `${balls} balls`,
      },
      {
        name: "largest difference of a joint",
        value: both.largest * 1000,
        unit: "mrad",
        limit: { at: "most", value: 10 },
        note: `one stroke in ${PICTURE}`,
      },
      { name: "ticks beyond a joint's limit", value: both.violations, unit: "", limit: none },
      { name: "steps with parts that touch", value: bodies.touching, unit: "", limit: none },
      {
        name: "steps with a drive at its limit",
        value: bodies.saturated,
        unit: "",
        note: `most asked for: ${asked.join(", ")}`,
      },
      { name: "a step of 0.25 ms, everything", value: stepUs, unit: "us" },
    ];
    bodies.delete();
    return figures;
  },
};
