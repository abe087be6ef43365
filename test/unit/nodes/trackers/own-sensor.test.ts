import { describe, expect, it } from "vitest";
import { supposedLink } from "../../../../nodes/trackers/own-sensor.ts";
import { LOIHI2 } from "../../../../src/backends/loihi/loihi.ts";
import { SPECK2F } from "../../../../src/backends/speck/speck.ts";

const ROOM = { width: 1280, height: 720 };

describe("a chip behind no link", () => {
  it("is labelled when it sees through another camera than the sensor on its die", () => {
    expect(supposedLink("onchip", SPECK2F, ROOM)).toMatch(
      /own 128x128 sensor alone, this camera has 1280x720/,
    );
    expect(supposedLink("onchip", SPECK2F, { width: 128, height: 96 })).toMatch(/128x96/);
    expect(supposedLink("onchip", LOIHI2, { width: 128, height: 128 })).toMatch(/no sensor of its own/);
  });

  it("is what it says with its own sensor, and every other link is", () => {
    expect(supposedLink("onchip", SPECK2F, { width: 128, height: 128 })).toBeNull();
    expect(supposedLink("usb", SPECK2F, ROOM)).toBeNull();
  });
});
