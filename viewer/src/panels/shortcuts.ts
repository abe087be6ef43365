import { byId, find } from "./dom.ts";

/** A key, what it is for, and what it does. */
export interface Shortcut {
  /** As `KeyboardEvent.key` names it. */
  readonly key: string;
  /** As the help prints it, when that is not the key itself. */
  readonly label?: string;
  readonly purpose: string;
  readonly act: () => void;
}

/** Binds the shortcuts, and lists them in the help that `?` opens. */
export function bindShortcuts(shortcuts: readonly Shortcut[]): void {
  const dialog = find(HTMLDialogElement, "#help");
  const toggle = (): void => (dialog.open ? dialog.close() : dialog.showModal());
  const all = [...shortcuts, { key: "?", purpose: "this help", act: toggle }];
  find(HTMLElement, "table", dialog).append(...all.map(helpRow));
  byId("help-open").addEventListener("click", toggle);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const shortcut = all.find(({ key }) => key === event.key || key === event.key.toLowerCase());
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut.act();
  });
}

function helpRow({ key, label, purpose }: Shortcut): HTMLTableRowElement {
  const row = document.createElement("tr");
  const name = document.createElement("kbd");
  name.textContent = label ?? key.toUpperCase();
  row.insertCell().append(name);
  row.insertCell().textContent = purpose;
  return row;
}
