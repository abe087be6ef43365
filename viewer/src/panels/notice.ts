import { byId, find, setText } from "./dom.ts";

/** The message in the middle of the page, for when there is nothing else to see. */
export class Notice {
  readonly #box = byId("notice");

  show(title: string, text: string): void {
    setText(find(HTMLElement, "h2", this.#box), title);
    setText(find(HTMLElement, "p", this.#box), text);
    this.#box.hidden = false;
  }

  hide(): void {
    this.#box.hidden = true;
  }
}
