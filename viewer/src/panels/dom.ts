/** The element of the page with this id; a missing one is a bug of the page. */
export function byId<T extends Element = HTMLElement>(id: string): T {
  const element = document.querySelector<T>(`#${id}`);
  if (element === null) throw new TypeError(`the page has no element #${id}`);
  return element;
}

/** The first element below `root` that the selector matches; a missing one is a bug of the page. */
export function within<T extends Element = HTMLElement>(root: Element, selector: string): T {
  const element = root.querySelector<T>(selector);
  if (element === null) throw new TypeError(`nothing matches ${selector} in <${root.tagName.toLowerCase()}>`);
  return element;
}

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
