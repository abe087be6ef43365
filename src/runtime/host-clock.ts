/** The event loop's own timers: the one place, beside the clocks, where the runtime touches the host's time. */

/** Calls `action` after `delayMs` of host time; returns its cancellation. */
export function afterHostMs(delayMs: number, action: () => void): () => void {
  const timer = setTimeout(action, delayMs);
  return () => {
    clearTimeout(timer);
  };
}

/** Calls `action` every `periodMs` of host time until the returned function is called. */
export function everyHostMs(periodMs: number, action: () => void): () => void {
  const timer = setInterval(action, periodMs);
  return () => {
    clearInterval(timer);
  };
}

/** Calls `action` when sockets, signals and other threads have had their turn. */
export function nextHostTurn(action: () => void): void {
  setImmediate(action);
}

/** Keeps the event loop turning without ever waiting until the returned function is called: busy polling. */
export function keepTurning(): () => void {
  let isOver = false;
  const turn = (): void => {
    if (!isOver) setImmediate(turn);
  };
  turn();
  return () => {
    isOver = true;
  };
}
