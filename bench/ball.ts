import { Ball } from "../sims/ball/ball.ts";
import { fly } from "../sims/ball/flight.ts";
import { predictAtPlane } from "../sims/table-tennis/predict-flight.ts";
import { type Figure, median, type Suite } from "./figure.ts";

const START = { positionM: [0, 1.9, 0.3], velocityMps: [0.3, -9, 1.5], spinRadps: [250, 20, 30] } as const;
const STEP_S = 0.001;
const FLIGHT = 256; // steps

/** Steps of the ball in the air, and whole predictions. */
export const ballSuite: Suite = {
  name: "ball",
  question: "How many Runge-Kutta steps of the ball's flight per second on one core?",
  run: ({ short }) => {
    const flights = short ? 400 : 4000;
    const rates = Array.from({ length: 7 }, () => stepsPerSecond(flights)).slice(2);
    const predictionUs = Array.from({ length: 5 }, () => usPerPrediction(short ? 50 : 400));
    const figures: Figure[] = [
      { name: "steps", value: median(rates) / 1e6, unit: "M/s", limit: { at: "least", value: 2 } },
      { name: "shot to the plane behind the table", value: median(predictionUs), unit: "us" },
    ];
    return Promise.resolve(figures);
  },
};

function stepsPerSecond(flights: number): number {
  const ball = new Ball();
  const begun = performance.now();
  for (let flight = 0; flight < flights; flight++) {
    ball.set(START);
    for (let i = 0; i < FLIGHT; i++) fly(ball, STEP_S);
  }
  const seconds = (performance.now() - begun) / 1000;
  const coarse = new Ball();
  coarse.set(START);
  for (let i = 0; i < FLIGHT / 8; i++) fly(coarse, 8 * STEP_S);
  const missM = Math.hypot(ball.x - coarse.x, ball.y - coarse.y, ball.z - coarse.z);
  if (!(missM < 1e-6)) throw new Error(`the steps do not agree with coarser ones: ${missM} m`);
  return (flights * FLIGHT) / seconds;
}

function usPerPrediction(count: number): number {
  const begun = performance.now();
  let bounces = 0;
  for (let i = 0; i < count; i++) bounces += predictAtPlane(START, -1.6)?.bounces.length ?? NaN;
  if (bounces !== count) throw new Error(`${bounces} bounces in ${count} predictions that have one each`);
  return ((performance.now() - begun) * 1000) / count;
}
