/**
 * Photographs a running viewer: `node scripts/screenshot-viewer.ts URL OUT.png [SECONDS] [KEYS]`.
 * Waits for a picture with a ball in it, SECONDS more (3 unless told otherwise), then presses KEYS one by one
 * (`2` = robot eye, ` ` = pause, ...) and gives each a second. Needs Chromium on the PATH, draws without a graphics card.
 */
import { chromium } from "playwright-core";
import { findTool } from "../test/support/skip.ts";

const [url, file, seconds = "3", keys = ""] = process.argv.slice(2);
const executablePath = findTool("chromium");
if (url === undefined || file === undefined || executablePath === undefined) {
  console.error("usage: node scripts/screenshot-viewer.ts URL OUT.png [SECONDS] [KEYS]; needs chromium on the PATH");
  process.exit(2);
}

const browser = await chromium.launch({
  executablePath,
  headless: true,
  args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.on("console", (message) => console.error(`page: ${message.text()}`));
  page.on("pageerror", (error) => console.error(`page: ${error.message}`));
  await page.goto(url);
  await page.waitForFunction("window.__viewer?.ballPositionM != null", undefined, { timeout: 60_000 });
  await page.waitForTimeout(Number(seconds) * 1000);
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(1000);
  }
  await page.screenshot({ path: file });
  console.log(await page.evaluate("JSON.stringify(window.__viewer)"));
} finally {
  await browser.close();
}
