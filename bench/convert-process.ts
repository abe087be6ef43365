import { main } from "../bin/cli.ts";

/** The command line, and at its end the most memory [KiB] that this process has had, for its parent. */
const code = await main(process.argv.slice(2));
process.send?.(process.resourceUsage().maxRSS);
process.disconnect();
process.exitCode = code;
