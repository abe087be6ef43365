/** URL of a module beside the caller, in the checkout (`.ts`) as in the package (`.js`). For worker entries. */
export function siblingModule(name: string, callerUrl: string): URL {
  const extension = callerUrl.endsWith(".ts") ? ".ts" : ".js";
  return new URL(`./${name}${extension}`, callerUrl);
}
