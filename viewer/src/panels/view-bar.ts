import { VIEW_NAMES, type ViewPresets } from "../scene/view-presets.ts";
import { byId } from "./dom.ts";

/** A button per viewpoint. */
export class ViewBar {
  readonly #views: ViewPresets;
  readonly #buttons: readonly HTMLButtonElement[];

  constructor(views: ViewPresets) {
    this.#views = views;
    this.#buttons = VIEW_NAMES.map((name, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.title = `${name} (${i + 1})`;
      button.addEventListener("click", () => views.select(name));
      return button;
    });
    byId("views").append(...this.#buttons);
  }

  show(): void {
    VIEW_NAMES.forEach((name, i) => {
      const button = this.#buttons[i];
      if (button === undefined) return;
      button.hidden = !this.#views.has(name);
      button.setAttribute("aria-pressed", String(name === this.#views.name));
    });
  }
}
