import { OVERLOAD_POLICIES } from "../node.ts";

const KIND_PATTERN = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/;
const PORT_PATTERN = /^[A-Za-z][A-Za-z0-9_-]*$/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * What is wrong with a node kind that came from a user's module, where no compiler may have looked at it.
 * Empty when it keeps the contract of `NodeSpec`.
 */
export function contractFaults(spec: object): string[] {
  const { inputs, outputs } = spec as Fields;
  const faults = ownFaults(spec as Fields);
  if (!isFields(inputs)) faults.push("inputs is not a map of inputs");
  else faults.push(...Object.entries(inputs).flatMap(([port, input]) => inputFaults(port, input)));
  if (!isFields(outputs)) faults.push("outputs is not a map of port types");
  else
    faults.push(
      ...Object.entries(outputs).flatMap(([port, type]) => portFaults(`output ${port}`, port, type)),
    );
  return faults;
}

function ownFaults({ kind, params, costUs, check }: Fields): string[] {
  const faults: string[] = [];
  if (typeof kind !== "string" || !KIND_PATTERN.test(kind))
    faults.push("kind is not of the form family/name");
  if (!isFields(params) || !("_zod" in params) || typeof params["safeParse"] !== "function") {
    faults.push("params is not a zod schema");
  }
  if (typeof costUs !== "number" || !(costUs >= 0 && costUs < Infinity)) {
    faults.push("costUs is not a number of microseconds");
  }
  if (check !== undefined && typeof check !== "function") faults.push("check is not a function");
  return faults;
}

function inputFaults(port: string, input: unknown): string[] {
  const name = `input ${port}`;
  if (!isFields(input)) return [`${name} is not a map { type, policy }`];
  const faults = portFaults(name, port, input["type"]);
  const { policy, depth = 1 } = input;
  if (!OVERLOAD_POLICIES.some((known) => known === policy)) {
    faults.push(`the policy of ${name} is none of ${OVERLOAD_POLICIES.join(", ")}`);
  }
  if (!Number.isInteger(depth) || Number(depth) < 1 || (policy === "latest" && depth !== 1)) {
    faults.push(`the depth of ${name} is not a whole number from 1 (1 for latest)`);
  }
  return faults;
}

function portFaults(name: string, port: string, type: unknown): string[] {
  const faults: string[] = [];
  if (!PORT_PATTERN.test(port)) faults.push(`${name} has a name that is not like ${PORT_PATTERN.source}`);
  if (!isFields(type) || typeof type["name"] !== "string") faults.push(`${name} has no port type`);
  return faults;
}

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
