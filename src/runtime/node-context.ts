import { dirname, resolve } from "node:path";
import { SaccadeError } from "../core/errors.ts";
import type { Message } from "../core/message.ts";
import { deriveSeed, Random } from "../core/random.ts";
import { ClockScheduler } from "./clock-scheduler.ts";
import type { NodeContext } from "./node.ts";
import type { NodePlan } from "./plan.ts";

/** What a context needs of the instance it belongs to; `NodeRunner` is one. */
export interface ContextOwner {
  readonly plan: NodePlan;
  readonly host: {
    readonly clockKind: "wall" | "virtual";
    readonly seed: number;
    readonly file: string;
    nowNs(): number;
  };
  readonly counters: Record<string, number>;
  readonly sections: Map<string, () => unknown>;
  setTimer(dueNs: number, action: () => void, again?: (dueNs: number) => number): () => void;
  offerPull(produce: () => boolean): void;
  done(message: Message<unknown>): void;
  fail(error: unknown): void;
  finish(reason: string): void;
  log(level: "info" | "warn", message: string, fields: object): void;
}

/** The surroundings of one node instance. */
export function createContext(runner: ContextOwner): NodeContext {
  const { host, plan } = runner;
  return {
    id: plan.id,
    clockKind: host.clockKind,
    nowUs: () => Math.floor(host.nowNs() / 1000),
    scheduler: new ClockScheduler({
      nowNs: () => host.nowNs(),
      at: (dueNs, fire) => runner.setTimer(dueNs, fire),
    }),
    every: (periodUs, tick) => every(runner, periodUs, tick),
    at: (timeUs, action) => runner.setTimer(Math.round(finite(plan.id, timeUs) * 1000), action),
    pull: (produce) => {
      if (!plan.spec.pulls) {
        throw new SaccadeError(
          "node-contract",
          `node kind "${plan.spec.kind}" pulls but is not declared pulls: true`,
          {
            node: plan.id,
          },
        );
      }
      runner.offerPull(produce);
    },
    done: (message) => {
      runner.done(message);
    },
    random: (stream) => new Random(deriveSeed(host.seed, plan.id, stream)),
    metrics: {
      count: (name, by = 1) => {
        runner.counters[name] = (runner.counters[name] ?? 0) + by;
      },
    },
    log: {
      info: (message, fields = {}) => {
        runner.log("info", message, fields);
      },
      warn: (message, fields = {}) => {
        runner.log("warn", message, fields);
      },
    },
    report: (section, value) => {
      runner.sections.set(section, value);
    },
    finish: (reason) => {
      runner.finish(reason);
    },
    fail: (error) => {
      runner.fail(error);
    },
    resolvePath: pathResolver(plan, host.file),
  };
}

/** `NodeContext.resolvePath` of a node. @param file of its pipeline */
export const pathResolver =
  (plan: NodePlan, file: string) =>
  (path: string): string =>
    resolve(dirname(writtenIn(plan, path) ?? file), path);

/** The file that gives a node this path; undefined for the pipeline's own. */
function writtenIn({ params, paramFiles }: NodePlan, path: string): string | undefined {
  const name = Object.keys(params).find((each) => params[each] === path);
  return name === undefined ? undefined : paramFiles?.[name];
}

function every(runner: ContextOwner, periodUs: number, tick: (dueUs: number, n: number) => void): () => void {
  if (!(periodUs > 0) || !Number.isFinite(periodUs)) {
    throw new SaccadeError("node-contract", `a period must be above 0 us, found ${periodUs}`, {
      node: runner.plan.id,
    });
  }
  const periodNs = periodUs * 1000;
  const baseNs = Math.floor(runner.host.nowNs() / periodNs) * periodNs; // ticks of all nodes share one phase
  let n = 0;
  return runner.setTimer(
    Math.round(baseNs + periodNs),
    () => {
      n++;
      tick(Math.round((baseNs + n * periodNs) / 1000), n);
    },
    () => Math.round(baseNs + (n + 2) * periodNs),
  );
}

function finite(node: string, timeUs: number): number {
  if (Number.isFinite(timeUs)) return timeUs;
  throw new SaccadeError("node-contract", `a timer needs a finite time, found ${timeUs}`, { node });
}
