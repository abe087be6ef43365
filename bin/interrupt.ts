/**
 * A signal that Ctrl-C (or a polite kill) raises once; a second Ctrl-C ends the process at once, as the default does.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      controller.abort();
    });
  }
  return controller.signal;
}
