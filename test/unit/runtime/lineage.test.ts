import { describe, expect, it } from "vitest";
import { type Parents, Message } from "../../../src/core/message.ts";
import {
  BLAME_KINDS,
  type Charges,
  chargeHops,
  chargeWait,
  packLineage,
  parentOnPath,
  PathLedger,
  pathOrigin,
  unpackLineage,
  unpackParents,
} from "../../../src/runtime/lineage.ts";
import { packMessage, unpackMessage } from "../../../src/runtime/thread-message.ts";

interface Stamps {
  readonly node: number;
  readonly originUs?: number;
  readonly started?: number;
  readonly finished?: number;
  readonly transport?: number;
  readonly device?: number;
  readonly link?: number;
}

/** A message with its stamps; times in [ns]. */
function made(stamps: Stamps, parents: Parents = null): Message<unknown> {
  const { node, originUs = 0, started = 0, finished = 0, transport = 0, device = 0, link = 0 } = stamps;
  const modelled = device + link > 0 ? { deviceNs: device, linkNs: link } : null;
  const message = new Message<unknown>("payload", originUs, originUs, parents, modelled);
  return Object.assign(message, {
    node,
    seq: 1,
    startedNs: started,
    finishedNs: finished,
    transportNs: transport,
  });
}

const path = (firstNode: number, ...onPath: number[]): Charges => ({
  firstNode,
  onPath: Uint8Array.from({ length: 8 }, (_, i) => (onPath.includes(i) ? 1 : 0)),
  transportNs: () => 0,
  chips: new Uint8Array(8).fill(1),
});

describe("the parent that a path follows", () => {
  it("is the one on the path that arrived last", () => {
    const [early, late, off] = [
      made({ node: 1, finished: 5 }, []),
      made({ node: 1, finished: 9 }, []),
      made({ node: 3, finished: 99 }),
    ];
    expect(parentOnPath(made({ node: 2 }, [late, early, off]), path(0, 0, 1, 2))).toBe(late);
  });

  it("is none when no parent lies on the path", () => {
    expect(parentOnPath(made({ node: 2 }, made({ node: 3 })), path(0, 0, 1, 2))).toBeNull();
    expect(parentOnPath(made({ node: 2 }), path(0, 0, 1, 2))).toBeNull();
  });

  it("is not one without a past, unless the first node made it", () => {
    const light = made({ node: 0, finished: 1 });
    const fedBack = made({ node: 2, finished: 9 });
    expect(parentOnPath(made({ node: 1 }, [fedBack, light]), path(0, 0, 1, 2))).toBe(light);
  });

  it("leads to the first node, or nowhere", () => {
    const light = made({ node: 0, originUs: 42 });
    const deep = made({ node: 3 }, [made({ node: 2 }, made({ node: 1 }, light))]);
    expect(pathOrigin(deep, path(0, 0, 1, 2, 3))).toBe(light);
    expect(pathOrigin(deep, path(0, 0, 2, 3))).toBeNull();
    expect(pathOrigin(light, path(0, 0, 1))).toBe(light);
  });
});

describe("a lineage on its way to another thread", () => {
  const tree = (): Message<unknown> => {
    const left = made({ node: 0, originUs: 10, started: 1, finished: 2, transport: 3 });
    const right = made({ node: 1, originUs: 20, started: 4, finished: 5, device: 6, link: 7 });
    return made({ node: 3, originUs: 20, started: 8, finished: 9 }, [
      made({ node: 2, finished: 6 }, left),
      right,
    ]);
  };

  it("keeps every stamp of every ancestor, and no payload", () => {
    const back = unpackLineage(packLineage(tree()));
    const [fused, right] = back.parents as Message<unknown>[];
    const [left] = fused?.parents as Message<unknown>[];
    expect(back).toMatchObject({ node: 3, originUs: 20, startedNs: 8, finishedNs: 9, payload: undefined });
    expect(left).toMatchObject({
      node: 0,
      originUs: 10,
      startedNs: 1,
      finishedNs: 2,
      transportNs: 3,
      parents: null,
    });
    expect(right).toMatchObject({ node: 1, modelled: { deviceNs: 6, linkNs: 7 } });
  });

  it("travels with the message, whose own stamps and payload are the message's", () => {
    const sent = tree();
    const back = unpackMessage(structuredClone(packMessage(sent, true)), 77);
    expect(back).toMatchObject({
      node: 3,
      seq: 1,
      startedNs: 8,
      finishedNs: 9,
      payload: "payload",
      transportNs: 77,
    });
    expect(pathOrigin(back, path(0, 0, 2, 3))).toMatchObject({ node: 0, originUs: 10 });
    expect(unpackMessage(packMessage(sent, false), 0).parents).toBeNull();
  });

  it("needs no more of a window of parents than the last of each node", () => {
    const window = Array.from({ length: 1000 }, (_, i) => made({ node: i % 2, originUs: i, finished: i }));
    const back = unpackParents(packLineage(made({ node: 2 }, window)));
    expect(back).toMatchObject([
      { node: 0, originUs: 998 },
      { node: 1, originUs: 999 },
    ]);
  });

  it("is bounded, however the graph branches", () => {
    let layer: Message<unknown>[] = [made({ node: 0 }), made({ node: 1 })];
    for (let depth = 0; depth < 20; depth++)
      layer = [made({ node: 2 * depth + 2 }, layer), made({ node: 2 * depth + 3 }, layer)];
    expect(packLineage(made({ node: 99 }, layer)).length).toBeLessThan(9 * 300);
  });
});

describe("a ledger", () => {
  const share = (ledger: PathLedger): Record<string, number> =>
    Object.fromEntries(BLAME_KINDS.map((kind, i) => [kind, ledger.byKind[i] ?? NaN]));

  it("adds up to the age of the message", () => {
    const light = made({ node: 0, originUs: 1, started: 1500, finished: 2000 });
    const seen = made(
      { node: 1, started: 2700, finished: 9000, device: 3000, link: 1000 },
      Object.assign(light, { transportNs: 300 }),
    );
    const ledger = new PathLedger();
    chargeHops(ledger, seen, path(0, 0, 1, 2));
    chargeWait(ledger, seen, { node: 2, startedNs: 9500 }, { ...path(0), transportNs: () => 200 });
    expect(share(ledger)).toEqual({
      queue: 500 + 400 + 300,
      transport: 300 + 200,
      compute: 500 + 2300,
      device: 3000,
      link: 1000,
    });
    expect(ledger.byKind.reduce((sum, ns) => sum + ns, 0)).toBe(9500 - 1000);
    expect(ledger.worstNode).toBe(1);
    ledger.reset();
    expect(share(ledger)).toEqual({ queue: 0, transport: 0, compute: 0, device: 0, link: 0 });
  });

  it("charges modelled time to chips alone", () => {
    const seen = made({ node: 1, started: 0, finished: 100, device: 9000 });
    const ledger = new PathLedger();
    chargeHops(ledger, seen, { ...path(1, 1), chips: new Uint8Array(8) });
    expect(share(ledger)).toMatchObject({ compute: 100, device: 0 });
  });
});
