/** The first element of a kind that the selector matches below `root`; a missing one is a bug of the page. */
export function find<T extends Element>(kind: new () => T, selector: string, root: ParentNode = document): T {
  const element = root.querySelector(selector);
  if (element instanceof kind) return element;
  throw new TypeError(`the page has no ${kind.name} that matches ${selector}`);
}

/** The element of the page with this id. */
export const byId = (id: string): HTMLElement => find(HTMLElement, `#${id}`);

/** Sets the text of an element; leaves the page alone when it is there already. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A value and its unit, the unit in small print. */
export function setFigure(element: Element, value: string, unit: string): void {
  const text = `${value}\u2009${unit}`;
  if (element.getAttribute("data-text") === text) return;
  element.setAttribute("data-text", text);
  const small = document.createElement("small");
  small.textContent = unit;
  element.replaceChildren(value, small);
}
