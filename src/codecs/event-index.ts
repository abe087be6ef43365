/** A place from which reading can go on, and the time reached there. */
export interface IndexedPlace {
  /** [us] */
  readonly timeUs: number;
  readonly state: readonly number[];
}

/** [-] places kept; beyond it every other one is forgotten and the distance doubles. */
const MAX_PLACES = 1024;

/** Remembers places on the way through a recording, for going back to a time; bounded, whatever the length. */
export class EventIndex {
  #places: IndexedPlace[] = [];
  #every = 1;
  #seen = 0;

  /** Offers the next place; `make` is called when it is one of those that are kept. */
  offer(make: () => IndexedPlace): void {
    if (this.#seen++ % this.#every !== 0) return;
    this.#places.push(make());
    if (this.#places.length < MAX_PLACES) return;
    this.#places = this.#places.filter((_, i) => i % 2 === 0);
    this.#every *= 2;
  }

  /** The last place kept whose time is before `timeUs`; null for the start. */
  before(timeUs: number): IndexedPlace | null {
    return this.#places.findLast((place) => place.timeUs < timeUs) ?? null;
  }
}
