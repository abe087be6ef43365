import { dirname, join, resolve } from "node:path";
import type { z } from "zod";
import { systemReason } from "../../core/system-reason.ts";
import type { CostPlan } from "../plan.ts";
import { below, complain, type Cursor, isBroken } from "./cursor.ts";
import { parse } from "./read-fields.ts";
import type { ReadText } from "./read-text.ts";
import { costConstant, costProfile, costWord, profileSchema } from "./schema.ts";

type Profile = z.output<typeof profileSchema>;

const FORMS = ["number ([us] constant)", "chip", "{ profile: FILE }"];

/** Reads what a message costs at each node; recorded profiles are read once each. */
export class CostReader {
  readonly #readText: ReadText;
  readonly #profiles = new Map<string, Profile | string>();

  constructor(readText: ReadText) {
    this.#readText = readText;
  }

  /**
   * The cost of a node, from `cost`, `costUs` or its kind's own declaration; null after reporting a mistake.
   * @param kind the node kind's own: `us`, and the modelled time of a chip where `chipTime`.
   */
  async read(
    node: Cursor,
    id: string,
    kind: { readonly us: number; readonly chipTime: boolean },
  ): Promise<CostPlan | null> {
    const cost = below(node, "cost");
    const short = below(node, "costUs");
    if (cost !== null && short !== null) {
      complain(short, {
        code: "duplicate-key",
        message: "cost and costUs say the same thing; leave one out",
      });
      return null;
    }
    if (short !== null) return constantCost(parse(short, costConstant));
    if (cost === null) return ownCost(kind);
    if (cost.value.shape === "map") return this.#readProfile(cost, id);
    if (cost.value.shape === "scalar" && typeof cost.value.value === "number") {
      return constantCost(parse(cost, costConstant));
    }
    if (cost.value.shape === "scalar" && cost.value.value === costWord.options[0])
      return { kind: "chip", us: kind.us };
    if (!isBroken(cost.value))
      complain(cost, { code: "invalid-value", message: "not a cost", allowed: FORMS });
    return null;
  }

  async #readProfile(cost: Cursor, id: string): Promise<CostPlan | null> {
    const written = parse(cost, costProfile);
    const at = below(cost, "profile");
    if (written === null || at === null) return null;
    const file = resolve(join(dirname(at.value.place.file), written.profile));
    const profile = await this.#profile(file);
    if (typeof profile === "string") {
      complain(at, { code: "bad-profile", message: profile, allowed: ["a file written by run --profile"] });
      return null;
    }
    const samplesNs = profile.nodes[id]?.samplesNs;
    if (samplesNs !== undefined) return { kind: "profile", file, samplesNs };
    const message = `the profile has no samples of node "${id}"`;
    complain(at, { code: "bad-profile", message, allowed: Object.keys(profile.nodes) });
    return null;
  }

  /** The profile, or what is wrong with it. */
  async #profile(file: string): Promise<Profile | string> {
    const known = this.#profiles.get(file);
    if (known !== undefined) return known;
    const profile = await this.#load(file);
    this.#profiles.set(file, profile);
    return profile;
  }

  async #load(file: string): Promise<Profile | string> {
    let data: unknown;
    try {
      data = JSON.parse(await this.#readText(file));
    } catch (error) {
      return `the profile cannot be read: ${systemReason(error)}`;
    }
    const result = profileSchema.safeParse(data);
    if (result.success) return result.data;
    const first = result.error.issues[0];
    return `the profile is malformed at ${first?.path.join(".") ?? "its top"}: ${first?.message ?? "unknown"}`;
  }
}

const ownCost = ({ us, chipTime }: { readonly us: number; readonly chipTime: boolean }): CostPlan =>
  chipTime ? { kind: "chip", us } : { kind: "constant", us, declared: true };

const constantCost = (us: number | null): CostPlan | null =>
  us === null ? null : { kind: "constant", us, declared: false };
