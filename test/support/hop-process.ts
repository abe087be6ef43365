import { type Chain, measureHop } from "./hop-meter.ts";

/** Measures the chain given as JSON in the first argument, in a process that does nothing else. */
process.stdout.write(JSON.stringify(await measureHop(JSON.parse(process.argv[2] ?? "") as Chain)));
