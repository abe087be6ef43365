import { createEventBatch } from "../../../src/core/event-batch.ts";
import type { EventFilter } from "../../../src/kernels/event-filter.ts";
import { batchOf, rowsOf, type Row } from "../../support/codec-decode.ts";

/** What a filter makes of rows that come in batches; checks that it only reads what it is given. */
export function filtered(filter: EventFilter, ...batches: readonly (readonly Row[])[]): Row[] {
  return batches.flatMap((rows) => {
    const batch = batchOf(rows);
    const out = createEventBatch(filter.width, filter.height, rows.length);
    filter.filter(batch, out);
    if (JSON.stringify(rowsOf(batch)) !== JSON.stringify(rows))
      throw new TypeError("the filter wrote its input");
    return rowsOf(out);
  });
}
