/**
 * Photographs a running viewer: `node test/browser/screenshot-viewer.ts URL OUT.png [SECONDS] [KEYS]`.
 * Waits for a picture with a ball in it, SECONDS more (3 unless told otherwise), then presses KEYS one by one
 * (`2` = robot eye, ` ` = pause, ...) and gives each a second. It draws without a graphics card; the page then spares
 * its looks, unless URL ends in `?quality=high`.
 */
import { chromium } from "playwright-core";

/** Where Debian's and Ubuntu's package has it. */
const CHROMIUM = "/usr/bin/chromium";

const [url, file, seconds = "3", keys = ""] = process.argv.slice(2);
if (url === undefined || file === undefined) {
  console.error("usage: node test/browser/screenshot-viewer.ts URL OUT.png [SECONDS] [KEYS]");
  process.exit(2);
}

const browser = await chromium.launch({
  executablePath: CHROMIUM,
  headless: true,
  args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.on("console", (message) => console.error(`page: ${message.text()}`));
  page.on("pageerror", (error) => console.error(`page: ${error.message}`));
  await page.goto(url);
  // asked from outside: the page's content policy allows no script of ours in it
  const hasBall = (): Promise<boolean> => page.evaluate("window.__viewer?.ballPositionM != null");
  for (let tries = 0; tries < 600 && !(await hasBall()); tries++) await page.waitForTimeout(100);
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
