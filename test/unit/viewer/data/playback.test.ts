import { describe, expect, it } from "vitest";
import { Playback } from "../../../../viewer/src/data/playback.ts";

const span = (oldestUs: number, newestUs: number, held = false) => ({ oldestUs, newestUs, held });

describe("playback", () => {
  it("shows the newest instant while it is live", () => {
    const playback = new Playback();
    expect(playback.advance(16, span(0, 5000))).toBe(5000);
    expect(playback.advance(16, span(0, 9_000_000))).toBe(9_000_000);
    expect(playback.live).toBe(true);
  });

  it("stands still when paused, while new data comes in", () => {
    const playback = new Playback();
    playback.togglePause();
    expect(playback.advance(16, span(0, 5000))).toBe(5000);
    expect(playback.advance(500, span(0, 800_000))).toBe(5000);
    expect(playback.live).toBe(false);
  });

  it("moves at a quarter of real time in slow motion", () => {
    const playback = new Playback();
    playback.setSpeed(0.25);
    playback.advance(0, span(0, 1_000_000));
    expect(playback.advance(100, span(0, 2_000_000))).toBe(1_025_000);
  });

  it("comes back to live when it catches up at full speed", () => {
    const playback = new Playback();
    playback.seek(900_000);
    playback.togglePause();
    expect(playback.advance(50, span(0, 1_000_000))).toBe(950_000);
    expect(playback.advance(60, span(0, 1_000_000))).toBe(1_000_000);
    expect(playback.live).toBe(true);
  });

  it("stays slow at the newest instant, but leaves slow motion at the end of what was held for it", () => {
    const playback = new Playback();
    playback.setSpeed(0.1);
    playback.advance(0, span(0, 10_000));
    expect(playback.advance(900, span(0, 20_000))).toBe(20_000);
    expect(playback.live).toBe(false);
    playback.advance(900, span(0, 20_000, true));
    expect(playback.live).toBe(true);
  });

  it("is taken along when what it shows is forgotten", () => {
    const playback = new Playback();
    playback.seek(1000);
    expect(playback.advance(16, span(400_000, 900_000))).toBe(400_000);
  });

  it("steps back from live and pauses there, within what is held", () => {
    const playback = new Playback();
    playback.step(-16_000, span(0, 100_000));
    expect(playback.advance(16, span(0, 200_000))).toBe(84_000);
    playback.step(-500_000, span(50_000, 200_000));
    expect(playback.advance(16, span(50_000, 200_000))).toBe(50_000);
    expect(playback.paused).toBe(true);
  });

  it("drops pause and slow motion on the way back to live", () => {
    const playback = new Playback();
    playback.setSpeed(0.1);
    playback.togglePause();
    playback.goLive();
    expect([playback.live, playback.paused, playback.speed]).toEqual([true, false, 1]);
  });
});
