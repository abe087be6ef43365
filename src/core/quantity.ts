/** A number of the physical world with its provenance. `basis`: printed by the source, fitted to its data, or our guess. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
  readonly source: string;
  readonly basis: "published" | "calibrated" | "assumed";
}

/** A table of quantities; a typo in a name stays an error. */
export const quantities = <const T extends Readonly<Record<string, Quantity>>>(table: T): T => table;
