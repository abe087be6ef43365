/** One pending call on the run's clock. */
export interface Timer {
  /** [ns] run's clock. */
  dueNs: number;
  /** Index of the node it belongs to. */
  readonly node: number;
  /** Orders timers of one node that are due together: as they were set. */
  order: number;
  readonly fire: () => void;
  /** Position in the heap, -1 when not pending. */
  at: number;
}

/** Pending timers, earliest first; ties by node, then by the order in which they were set. Binary heap. */
export class TimerHeap {
  readonly #heap: Timer[] = [];

  get size(): number {
    return this.#heap.length;
  }

  peek(): Timer | undefined {
    return this.#heap[0];
  }

  /** [ns] when the next timer is due; Infinity without one. */
  get nextDueNs(): number {
    return this.#heap[0]?.dueNs ?? Infinity;
  }

  /** Whether a pending timer is as described; looks at all of them. */
  some(isSuch: (timer: Timer) => boolean): boolean {
    return this.#heap.some(isSuch);
  }

  push(timer: Timer): void {
    timer.at = this.#heap.length;
    this.#heap.push(timer);
    this.#up(timer.at);
  }

  pop(): Timer | undefined {
    const first = this.#heap[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Takes a pending timer out; one that is not pending stays as it is. */
  remove(timer: Timer): void {
    const { at } = timer;
    if (at < 0) return;
    timer.at = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === timer) return;
    this.#heap[at] = last;
    last.at = at;
    this.#up(at);
    this.#down(last.at);
  }

  #up(start: number): void {
    let i = start;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#swapIfEarlier(i, parent)) return;
      i = parent;
    }
  }

  #down(start: number): void {
    let i = start;
    for (;;) {
      const left = 2 * i + 1;
      if (left >= this.#heap.length) return;
      const right = left + 1;
      const least = right < this.#heap.length && this.#earlier(right, left) ? right : left;
      if (!this.#swapIfEarlier(least, i)) return;
      i = least;
    }
  }

  #earlier(i: number, j: number): boolean {
    const a = this.#heap[i];
    const b = this.#heap[j];
    if (a === undefined || b === undefined) return false;
    if (a.dueNs !== b.dueNs) return a.dueNs < b.dueNs;
    if (a.node !== b.node) return a.node < b.node;
    return a.order < b.order;
  }

  /** Swaps `i` with `j` when `i` is due before it. */
  #swapIfEarlier(i: number, j: number): boolean {
    const a = this.#heap[i];
    const b = this.#heap[j];
    if (a === undefined || b === undefined || !this.#earlier(i, j)) return false;
    this.#heap[i] = b;
    this.#heap[j] = a;
    b.at = i;
    a.at = j;
    return true;
  }
}
