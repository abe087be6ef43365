import { fileURLToPath } from "node:url";

/** In a checkout this file runs as TypeScript from bin/, in a package as JavaScript from dist/bin/. */
const IS_CHECKOUT = import.meta.url.endsWith(".ts");

/** Folder of package.json, with a slash at its end. */
export function packageRoot(): string {
  return fileURLToPath(new URL(IS_CHECKOUT ? "../" : "../../", import.meta.url));
}

/** Root of the checkout that this command line runs from; null in an installed package. */
export function checkoutRoot(): string | null {
  return IS_CHECKOUT ? packageRoot() : null;
}
