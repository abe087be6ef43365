import { z } from "zod";
import { OVERLOAD_POLICIES } from "../node.ts";

/**
 * The pipeline file, version 1, as it is written: the one source of what the loader accepts and of the JSON Schema for
 * editors. Where a short form exists, the loader looks at the shape of the value and validates against the matching
 * branch alone, for a union of schemas has no better message than "invalid input".
 */

/** [-] largest number of a duration, age or limit in ms: one hour. */
const MAX_MS = 3.6e6;
/** [-] largest cost or transport time in us: one hour. */
const MAX_US = 3.6e9;

/** Names of nodes and threads. */
export const ID_PATTERN = /^[a-z][a-z0-9-]*$/;

const id = z.string().regex(ID_PATTERN);

/** `node` or `node.port`. */
export const portRef = z
  .string()
  .regex(/^[a-z][a-z0-9-]*(\.[A-Za-z][A-Za-z0-9_-]*)?$/)
  .describe("an output: node.port, or the node alone when it has exactly one");

export const edgeSchema = z.strictObject({
  from: portRef,
  policy: z
    .enum(OVERLOAD_POLICIES)
    .describe("what happens when messages wait; the node kind's own policy when absent")
    .optional(),
  depth: z.int().min(1).max(1_000_000).describe("[-] messages that may wait; 1 for latest").optional(),
  maxAgeMs: z
    .number()
    .positive()
    .max(MAX_MS)
    .describe("[ms] an older message is dropped before the node runs")
    .optional(),
  transportUs: z.number().min(0).max(MAX_US).describe("[us] transport time in virtual time").default(0),
  feedback: z.boolean().describe("closes a cycle; lineage is cut here").default(false),
});

export const costConstant = z.number().min(0).max(MAX_US).describe("[us] the same for every message");
export const costWord = z
  .enum(["chip"])
  .describe("the times that the emulated chip reports with each message");
export const costProfile = z.strictObject({
  profile: z.string().min(1).describe("file written by run --profile; relative to this file"),
});
const costSchema = z.union([costConstant, costWord, costProfile]);

export const restartSchema = z.strictObject({
  policy: z.enum(["never", "on-failure"]).describe("never: a failure ends the run"),
  max: z.int().min(1).max(1000).describe("[-] restarts within the window before the run ends").default(3),
  windowMs: z.number().positive().max(MAX_MS).describe("[ms] length of the window").default(10_000),
});

const values = z.record(z.string(), z.unknown());

export const nodeSchema = z.strictObject({
  kind: z.string().min(1).describe("node kind, family/name"),
  params: values.describe("parameters of the node kind").optional(),
  in: z
    .record(z.string(), z.union([portRef, edgeSchema]))
    .describe("inputs and the outputs that feed them")
    .optional(),
  cost: costSchema
    .describe("what one message costs in virtual time; the node kind's own cost when absent")
    .optional(),
  costUs: costConstant.describe("[us] short form of a constant cost").optional(),
  restart: restartSchema.describe("what happens when the node throws").optional(),
});

export const onMissWord = z.enum(["warn", "drop", "hold-last", "stop"]);
export const onMissFallback = z.strictObject({ fallback: id.describe("node that takes over late messages") });

export const budgetSchema = z.strictObject({
  path: z
    .array(portRef)
    .min(2)
    .max(64)
    .describe(
      "nodes from first to last; between two of them every route counts; node.port narrows the routes",
    ),
  p99Ms: z.number().positive().max(MAX_MS).describe("[ms] limit of the 99th percentile of a run").optional(),
  maxMs: z
    .number()
    .positive()
    .max(MAX_MS)
    .describe("[ms] limit of every message; p99Ms when absent")
    .optional(),
  onMiss: z.union([onMissWord, onMissFallback]).describe("what happens to a late message").default("warn"),
});

const foreseen = z.record(z.string(), z.unknown()).describe("not available in this version").optional();

export const fileSchema = z.strictObject({
  version: z.literal(1).describe("version of the file format"),
  name: z.string().min(1).max(200).describe("name in reports; the file's name when absent").optional(),
  include: z
    .union([z.string().min(1), z.array(z.string().min(1))])
    .describe("files merged before this one: maps by key, this file wins; paths relative to this file")
    .optional(),
  vars: values.describe("values used as ${name}").optional(),
  use: z
    .union([z.string().min(1), z.array(z.string().min(1))])
    .describe("modules with node kinds of your own: a path relative to this file, or a package")
    .optional(),
  clock: z.enum(["wall", "virtual"]).describe("clock that drives the run").default("wall"),
  seed: z.int().min(0).max(0xffffffff).describe("[-] seed of every random stream").default(0),
  durationMs: z
    .number()
    .positive()
    .max(24 * MAX_MS)
    .describe("[ms] length of the run; until every source has completed when absent")
    .optional(),
  nodes: z.record(id, nodeSchema).describe("the nodes of the graph, by id"),
  budgets: z.array(budgetSchema).describe("latency budgets over paths of the graph").optional(),
  threads: z
    .record(id, z.array(id).min(1))
    .describe("worker threads and the nodes on them; the others run on the main thread")
    .optional(),
  busyPoll: z
    .array(id)
    .min(1)
    .describe(
      "threads, `main` among them, that never sleep on the wall clock: messages arrive sooner, for a whole core each",
    )
    .optional(),
  processes: foreseen,
  hosts: foreseen,
});

/** A recorded cost profile, as `run --profile` writes it. */
export const profileSchema = z.strictObject({
  version: z.literal(1),
  nodes: z.record(
    z.string(),
    z.strictObject({
      samplesNs: z
        .array(
          z
            .number()
            .min(0)
            .max(MAX_US * 1000),
        )
        .min(1)
        .max(1_000_000),
    }),
  ),
});
