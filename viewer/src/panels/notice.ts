import { byId, setText, within } from "./dom.ts";

/** The message in the middle of the page, for when there is nothing else to see. */
export class Notice {
  readonly #box = byId("notice");

  show(title: string, text: string): void {
    setText(within(this.#box, "h2"), title);
    setText(within(this.#box, "p"), text);
    this.#box.hidden = false;
  }

  hide(): void {
    this.#box.hidden = true;
  }
}
