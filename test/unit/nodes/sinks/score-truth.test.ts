import { describe, expect, it } from "vitest";
import { TruthHistory, type PlacedBall } from "../../../../nodes/sinks/score-truth.ts";
import { truthAt } from "../cameras.ts";

/** A ball thrown up at 3 m/s. */
const thrown = (timeUs: number, index = 0) => {
  const t = timeUs * 1e-6;
  return truthAt(timeUs, {
    positionM: [0, 0, 3 * t - 4.905 * t * t],
    velocityMps: [0, 0, 3 - 9.81 * t],
    index,
  });
};

function ask(history: TruthHistory, timeUs: number): (PlacedBall | null)[] {
  const answers: (PlacedBall | null)[] = [];
  history.ask(timeUs, (ball) => answers.push(ball));
  return answers;
}

describe("TruthHistory", () => {
  it("interpolates along the curve of the flight", () => {
    const history = new TruthHistory(() => undefined);
    history.add(thrown(0));
    history.add(thrown(20_000));
    const [ball] = ask(history, 5000);
    expect(ball?.positionM[2]).toBeCloseTo(3 * 0.005 - 4.905 * 0.005 ** 2, 12);
  });

  it("gives a sample as it is, and goes straight across a bounce", () => {
    const history = new TruthHistory(() => undefined);
    history.add(truthAt(0, { positionM: [0, 0, 1], velocityMps: [0, 0, -4] }));
    history.add(truthAt(1000, { positionM: [0, 0, 2], velocityMps: [0, 0, 4] }));
    expect(ask(history, 1000)[0]?.positionM[2]).toBe(2);
    expect(ask(history, 250)[0]?.positionM[2]).toBeCloseTo(1.25, 12);
  });

  it("answers a question about the future when the truth has got there", () => {
    const history = new TruthHistory(() => undefined);
    history.add(thrown(0));
    const answers = ask(history, 1500);
    history.add(thrown(1000));
    expect(answers).toHaveLength(0);
    history.add(thrown(2000));
    expect(answers[0]?.positionM[2]).toBeCloseTo(3 * 0.0015 - 4.905 * 0.0015 ** 2, 12);
  });

  it.each([
    ["before it began", -1000, thrown(1000)],
    ["between two balls", 500, thrown(1000, 1)],
    ["after the ball was gone", 500, truthAt(1000, { inPlay: false })],
  ])("knows no ball %s", (_, timeUs, next) => {
    const history = new TruthHistory(() => undefined);
    history.add(thrown(0));
    history.add(next);
    expect(ask(history, timeUs)).toEqual([null]);
  });

  it("forgets what is long past and refuses to remember endless questions", () => {
    let refused = 0;
    const history = new TruthHistory(() => refused++);
    for (let i = 0; i <= 600; i++) history.add(thrown(i * 1000));
    expect(ask(history, 500)).toEqual([null]);
    for (let n = 0; n < 300; n++) history.ask(1e9, () => undefined);
    expect(refused).toBe(300 - 256);
  });
});
