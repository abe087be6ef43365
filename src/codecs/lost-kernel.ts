import type { UnitKernel, UnitSpan } from "./unit-decoder.ts";

/** What follows a header that says nothing of it any more: in salvage it is passed over. */
export class LostKernel implements UnitKernel {
  readonly timeUs = 0;
  readonly heldBytes = 0;
  readonly blocked = false;
  readonly fault = null;
  readonly lost = true;
  readonly whole = true;
  readonly missing = null;

  run({ to }: UnitSpan): number {
    return to;
  }

  sync({ to }: UnitSpan): number {
    return to;
  }

  save(): readonly number[] {
    return [];
  }

  restore(): void {
    // nothing is kept
  }
}
