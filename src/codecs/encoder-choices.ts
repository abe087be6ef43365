import { SaccadeError } from "../core/errors.ts";
import type { EncoderOptions } from "./codec.ts";

/** What may be chosen: the allowed values by name, the first of each being the default. */
export type Choosable<Name extends string> = Readonly<Record<Name, readonly [string, ...string[]]>>;

/**
 * The value of every choice that a codec offers.
 * @throws SaccadeError `usage` for a name or a value that it does not offer.
 */
export function readChoices<Name extends string>(
  { choices = {} }: EncoderOptions,
  choosable: Choosable<Name>,
): Readonly<Record<Name, string>> {
  const names = Object.keys(choosable) as Name[];
  const strange = Object.keys(choices).find((name) => !names.some((known) => known === name));
  if (strange !== undefined) {
    throw new SaccadeError(
      "usage",
      `no choice "${strange}"; there are ${names.join(", ") || "none for this format"}`,
      {
        choice: strange,
      },
    );
  }
  return Object.fromEntries(
    names.map((name) => [name, readChoice(choices[name], name, choosable[name])]),
  ) as Record<Name, string>;
}

/** The options of a codec that offers no choice. @throws SaccadeError `usage` when one is asked for. */
export function withoutChoices(options: EncoderOptions): EncoderOptions {
  readChoices(options, {});
  return options;
}

function readChoice(
  value: string | undefined,
  name: string,
  allowed: readonly [string, ...string[]],
): string {
  if (value === undefined) return allowed[0];
  if (allowed.includes(value)) return value;
  throw new SaccadeError("usage", `${name} "${value}"; there are ${allowed.join(", ")}`, { choice: name });
}
