import { describe, expect, it } from "vitest";
import { derive, Message, sense } from "../../../src/core/message.ts";
import {
  createLinkBuffer,
  LINK_COMPLETE,
  LINK_CREDIT,
  LINK_MESSAGE,
  LinkRing,
} from "../../../src/runtime/link-ring.ts";

function stamped<T>(message: Message<T>, node: number, seq: number): Message<T> {
  return Object.assign(message, { node, seq, startedNs: 1000 * seq + 1, finishedNs: 1000 * seq + 2 });
}

/** Both ends of a ring for `entries` entries under way. */
function ends(entries: number): { readonly writer: LinkRing; readonly reader: LinkRing } {
  const buffer = createLinkBuffer(entries);
  return { writer: new LinkRing(buffer), reader: new LinkRing(buffer) };
}

describe("headers between threads", () => {
  it("arrive with every stamp, and with the time that the way took", () => {
    const { writer, reader } = ends(2);
    const sent = stamped(derive(sense(1, 500, 400), "payload", { deviceNs: 70, linkNs: 8 }), 3, 9);
    const posted = writer.writeMessage(5, sent, 20_000, false);
    expect(posted).toBe("payload");
    expect([reader.kind, reader.edge]).toEqual([LINK_MESSAGE, 5]);
    expect(reader.readMessage(posted, 20_077)).toMatchObject({
      payload: "payload",
      originUs: 500,
      oldestOriginUs: 400,
      parents: null,
      modelled: { deviceNs: 70, linkNs: 8 },
      node: 3,
      seq: 9,
      startedNs: 9001,
      finishedNs: 9002,
      transportNs: 77,
    });
  });

  it("bring the stamps of the ancestors where a budget needs them", () => {
    const { writer, reader } = ends(1);
    const parent = stamped(sense(1, 10), 0, 4);
    const posted = writer.writeMessage(0, stamped(derive(parent, 2), 1, 4), 0, true);
    const back = reader.readMessage(structuredClone(posted), 0);
    expect(back.payload).toBe(2);
    expect(back.parents).toEqual([expect.objectContaining({ node: 0, seq: 4, finishedNs: 4002 })]);
    expect(back.modelled).toBeNull();
  });

  it("keep their order over many rounds through a ring that holds three", () => {
    const { writer, reader } = ends(3);
    for (let i = 0; i < 100; i++) {
      writer.writeMessage(i, stamped(sense(i, i), 1, i), i, false);
      writer.advance();
      writer.writeSign(i % 2 === 0 ? LINK_CREDIT : LINK_COMPLETE, i + 1);
      writer.advance();
      expect([reader.kind, reader.edge, reader.readMessage(i, i).seq]).toEqual([LINK_MESSAGE, i, i]);
      reader.advance();
      expect([reader.kind, reader.edge]).toEqual([i % 2 === 0 ? LINK_CREDIT : LINK_COMPLETE, i + 1]);
      reader.advance();
    }
  });

  it("are written anew when what they head could not be posted", () => {
    const { writer, reader } = ends(1);
    writer.writeMessage(1, stamped(sense(1, 1), 1, 1), 0, false);
    writer.writeMessage(2, stamped(sense(2, 2), 1, 2), 0, false);
    expect([reader.edge, reader.readMessage(2, 0).seq]).toEqual([2, 2]);
  });
});
