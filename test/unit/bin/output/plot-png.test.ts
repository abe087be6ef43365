import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { toPng } from "../../../../bin/output/plot-png.ts";
import { toSvg } from "../../../../bin/output/plot-svg.ts";
import type { Drawing } from "../../../../bin/output/plot-shapes.ts";

const RED = [255, 0, 0] as const;

/** The drawing as rows of `#` and `.`: painted red or not. */
function painted(drawing: Drawing): string[] {
  const png = Buffer.from(toPng(drawing));
  const rows = inflateSync(png.subarray(41, png.length - 16));
  const stride = 3 * drawing.width + 1;
  return Array.from({ length: drawing.height }, (_, y) =>
    Array.from({ length: drawing.width }, (_, x) => {
      const at = y * stride + 1 + 3 * x;
      return rows[at] === 255 && rows[at + 1] === 0 ? "#" : ".";
    }).join(""),
  );
}

const drawing = (width: number, height: number, ...shapes: Drawing["shapes"]): Drawing => ({
  width,
  height,
  title: "a <title>",
  shapes,
});

describe("toPng", () => {
  it("fills boxes, cut at the edges", () => {
    const box = { shape: "box", x: 2, y: 1, width: 9, height: 2, fill: RED } as const;
    expect(painted(drawing(5, 4, box))).toEqual([".....", "..###", "..###", "....."]);
  });

  it("magnifies pictures", () => {
    const rgb = Uint8Array.of(255, 0, 0, 255, 255, 255, 255, 255, 255, 255, 0, 0);
    const picture = { shape: "picture", x: 1, y: 0, scale: 2, width: 2, height: 2, rgb } as const;
    expect(painted(drawing(6, 4, picture))).toEqual([".##...", ".##...", "...##.", "...##."]);
  });

  it.each([
    ["start", 0],
    ["middle", 5],
    ["end", 10],
  ] as const)("writes text anchored at its %s", (anchor, x) => {
    const text = { shape: "text", x, y: 14, text: "T", anchor, fill: RED } as const;
    const rows = painted(drawing(12, 14, text));
    expect(rows.filter((_, i) => i % 2 === 0)).toEqual([
      "##########..",
      ...new Array<string>(6).fill("....##......"),
    ]);
  });

  it("is a file with correct check sums", () => {
    const png = Buffer.from(toPng(drawing(1, 1)));
    expect(png.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
    expect(png.subarray(-12).toString("hex")).toBe("0000000049454e44ae426082"); // the IEND chunk of every PNG
  });
});

describe("toSvg", () => {
  it("says the same in words, its texts escaped", () => {
    const svg = toSvg(
      drawing(
        9,
        8,
        { shape: "box", x: 1.239, y: 2, width: 3, height: 4, fill: RED },
        { shape: "text", x: 5, y: 6, text: "a < b & c", anchor: "end", fill: RED },
      ),
    );
    expect(svg).toContain('viewBox="0 0 9 8"');
    expect(svg).toContain("<title>a &lt;title&gt;</title>");
    expect(svg).toContain('<rect x="1.24" y="2" width="3" height="4" fill="#ff0000"/>');
    expect(svg).toMatch(/<text x="5" y="6" text-anchor="end" fill="#ff0000"[^>]*>a &lt; b &amp; c<\/text>/);
  });
});
