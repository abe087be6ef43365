import { App } from "./app.ts";
import { find } from "./panels/dom.ts";
import { bindShortcuts } from "./panels/shortcuts.ts";
import { cssColour, PALETTE, type PaletteName } from "./palette.ts";
import { publishProbe } from "./probe.ts";
import { chooseQuality, LOW } from "./scene/quality.ts";

const { documentElement } = document;
for (const name of Object.keys(PALETTE) as PaletteName[]) {
  documentElement.style.setProperty(`--${name}`, cssColour(name));
}
const quality = chooseQuality(new URLSearchParams(window.location.search));
documentElement.classList.toggle("low", quality === LOW);

const app = new App(find(HTMLCanvasElement, "#scene"), quality, publishProbe());
bindShortcuts(app.shortcuts);
app.start();
