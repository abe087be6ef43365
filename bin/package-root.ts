import { fileURLToPath } from "node:url";

/** Root of the checkout that this command line runs from; null in an installed package. */
export function checkoutRoot(): string | null {
  return import.meta.url.endsWith(".ts") ? fileURLToPath(new URL("../", import.meta.url)) : null;
}
