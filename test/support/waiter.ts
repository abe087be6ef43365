/** Resolves waiting tests when something happens, without polling. */
export class Waiter {
  readonly #waiting: { readonly condition: () => boolean; readonly resolve: () => void }[] = [];

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ condition, resolve });
      this.happened();
    });
  }

  happened(): void {
    for (const { resolve } of this.#waiting.filter(({ condition }) => condition())) resolve();
  }
}
