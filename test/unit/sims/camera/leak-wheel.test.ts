import { expect, it } from "vitest";
import { LeakWheel, NO_CHUNK } from "../../../../sims/camera/leak-wheel.ts";
import { Random } from "../../../../src/core/random.ts";

/** The pixels of the present slot, taken out. */
function opened(wheel: LeakWheel): number[] {
  const pixels: number[] = [];
  for (let chunk = wheel.open(); chunk !== NO_CHUNK; chunk = wheel.close(chunk)) {
    for (let k = 0; k < wheel.countIn(chunk); k++) pixels.push(wheel.pixelIn(chunk, k));
  }
  return pixels;
}

/** Turns a wheel until `untilUs`, a millisecond at a time; [pixel, us] of each whose turn came, put off where it was not due. */
function turned(wheel: LeakWheel, dueUs: ReadonlyMap<number, number>, untilUs: number): [number, number][] {
  const slots = new Map([...dueUs].map(([pixel, due]) => [pixel, wheel.add(pixel, due)]));
  const came: [number, number][] = [];
  const serve = (pixel: number, nowUs: number): void => {
    const due = dueUs.get(pixel) ?? NaN;
    if (slots.get(pixel) !== wheel.slot) return;
    if (due > nowUs) slots.set(pixel, wheel.add(pixel, due));
    else {
      came.push([pixel, nowUs]);
      slots.delete(pixel);
    }
  };
  for (let nowUs = 0; nowUs <= untilUs; nowUs += 1000) {
    do for (const pixel of opened(wheel)) serve(pixel, nowUs);
    while (wheel.turn(nowUs));
  }
  return came;
}

it("brings every pixel in the millisecond in which it is due, however far ahead that was", () => {
  const random = new Random(3);
  const dueUs = new Map(
    Array.from({ length: 3000 }, (_, pixel) => [pixel, Math.floor(random.between(0, 70e6))] as const),
  );
  const came = turned(new LeakWheel(0), dueUs, 70e6);
  expect(came.map(([pixel]) => pixel).sort((a, b) => a - b)).toEqual([...dueUs.keys()]);
  for (const [pixel, atUs] of came) expect(atUs).toBe(Math.ceil((dueUs.get(pixel) ?? NaN) / 1000) * 1000);
});

it("brings what is past at once", () => {
  expect(turned(new LeakWheel(0), new Map([[5, -1e6]]), 2000)).toEqual([[5, 0]]);
});

it("tells of a pixel that was put elsewhere since, and forgets all when it is cleared", () => {
  const wheel = new LeakWheel(0);
  const first = wheel.add(1, 3000);
  const second = wheel.add(1, 9000);
  expect(first).not.toBe(second);
  expect([first, second]).toEqual([2, 8]);
  wheel.clear(0);
  expect(turned(wheel, new Map([[2, 4000]]), 20_000)).toEqual([[2, 4000]]);
});
