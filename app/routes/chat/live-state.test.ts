import type { LiveEvent, MessageView, Transcript } from "#features/chat/schema";
import { describe, expect, it } from "vitest";
import { decideLive, type LiveState, liveStateOf, shownMessages } from "./live-state.ts";

const question = message({ id: "m1", role: "user", text: "Why?" });
const answer = message({
  id: "m2",
  parentId: "m1",
  role: "assistant",
  state: "waiting",
  turnId: "t1",
});

describe("following a conversation live", () => {
  it("builds the answer from its deltas", () => {
    const state = play(running(), [delta(3, 0, "Because "), delta(4, 8, "it is.")]);
    expect(state.messages[1]).toMatchObject({ state: "streaming", text: "Because it is." });
  });

  it("ignores an event that it has seen", () => {
    const once = play(running(), [delta(3, 0, "Be"), delta(4, 2, "cause")]);
    expect(play(once, [delta(3, 0, "Be"), delta(4, 2, "cause")])).toEqual(once);
  });

  it("takes only the new part of an overlapping delta", () => {
    const state = play(running(), [delta(3, 0, "Because"), delta(4, 2, "cause of")]);
    expect(state.messages[1]?.text).toBe("Because of");
  });

  it("keeps the text when a whole delta is known already", () => {
    const state = play(running(), [delta(3, 0, "Because"), delta(4, 0, "Bec")]);
    expect(state.messages[1]?.text).toBe("Because");
  });

  it("asks for a snapshot when a delta starts beyond what is known", () => {
    const state = play(running(), [delta(9, 40, "late")]);
    expect(state.resyncs).toBe(1);
    expect(state.messages[1]?.text).toBe("");
  });

  it("ignores the deltas of a branch that is not shown", () => {
    const state = play(running(), [{ ...delta(3, 0, "x"), messageId: "elsewhere" }]);
    expect(state.messages).toEqual(running().messages);
    expect(state.resyncs).toBe(0);
  });

  it("voids the text when the answer starts over", () => {
    const state = play(running(), [
      delta(3, 0, "half of"),
      { type: "citation", seq: 4, messageId: "m2", citation: citation(1) },
      { type: "restarted", seq: 5, messageId: "m2" },
      delta(6, 0, "The whole"),
    ]);
    expect(state.messages[1]).toMatchObject({ text: "The whole", citations: [] });
  });

  it("takes a citation once", () => {
    const event = { type: "citation", messageId: "m2", citation: citation(1) } as const;
    const state = play(running(), [
      { ...event, seq: 3 },
      { ...event, seq: 4 },
    ]);
    expect(state.messages[1]?.citations).toHaveLength(1);
  });

  it("ends the turn with the settled message", () => {
    const settled = { ...answer, state: "complete", text: "Done." } as const;
    const state = play(running(), [{ type: "settled", seq: 3, message: settled }]);
    expect(state.activeTurnId).toBeNull();
    expect(state.messages[1]).toEqual(settled);
  });

  it("does not grow a message after it has settled", () => {
    const settled = { ...answer, state: "stopped", text: "Do" } as const;
    const state = play(running(), [
      { type: "settled", seq: 3, message: settled },
      delta(4, 2, "ne."),
    ]);
    expect(state.messages[1]?.text).toBe("Do");
  });

  it("replaces everything by a snapshot", () => {
    const state = play(running(), [
      { type: "snapshot", transcript: transcript({ seq: 20, messages: [question] }) },
    ]);
    expect(state.seq).toBe(20);
    expect(state.messages).toEqual([question]);
  });
});

describe("branches", () => {
  it("cuts the shown branch where a new message forks from it", () => {
    const edited = message({ id: "m3", role: "user", text: "Why not?", siblingIds: ["m1", "m3"] });
    const state = play(running(), [
      { type: "message", seq: 3, message: edited, headMessageId: "m3" },
    ]);
    expect(state.messages).toEqual([edited]);
  });

  it("asks for a snapshot when the head moves to another branch", () => {
    const state = play(running(), [{ type: "head", seq: 3, headMessageId: "m9" }]);
    expect(state.resyncs).toBe(1);
  });

  it("asks for a snapshot when a message hangs on one that it does not know", () => {
    const orphan = message({ id: "m9", parentId: "m8", role: "user" });
    const state = play(running(), [
      { type: "message", seq: 3, message: orphan, headMessageId: "m9" },
    ]);
    expect(state.resyncs).toBe(1);
  });
});

describe("sending", () => {
  const pending = {
    clientId: "c1",
    text: " And then? ",
    parentId: "m2",
    attachments: [],
    userMessageId: null,
  };
  const sent = message({ id: "m3", parentId: "m2", role: "user", text: "And then?" });
  const echo: LiveEvent = { type: "message", seq: 3, message: sent, headMessageId: "m3" };
  const accepted = { type: "accepted", clientId: "c1", userMessageId: "m3" } as const;

  it("shows the message at once", () => {
    const state = decideLive(running(), { type: "sending", pending });
    expect(shownMessages(state, 0).map((one) => one.text)).toEqual(["Why?", "", " And then? "]);
  });

  it("shows it once when the event comes before the answer to the request", () => {
    const state = play(decideLive(running(), { type: "sending", pending }), [echo]);
    expect(shownMessages(decideLive(state, accepted), 0)).toHaveLength(3);
    expect(state.pending).toBeNull();
  });

  it("shows it once when the event comes after the answer to the request", () => {
    const sending = decideLive(running(), { type: "sending", pending });
    const state = decideLive(sending, accepted);
    expect(shownMessages(state, 0)).toHaveLength(3);
    expect(shownMessages(play(state, [echo]), 0)).toEqual([...running().messages, sent]);
  });

  it("takes it away when it is refused", () => {
    const sending = decideLive(running(), { type: "sending", pending });
    const state = decideLive(sending, { type: "refused", clientId: "c1" });
    expect(shownMessages(state, 0)).toEqual(running().messages);
  });

  it("shows an edited question in place of the old branch", () => {
    const edit = { ...pending, parentId: null };
    const state = decideLive(running(), { type: "sending", pending: edit });
    expect(shownMessages(state, 0)).toHaveLength(1);
  });

  it("never goes back to an older loaded transcript", () => {
    const state = play(running(), [delta(3, 0, "Because")]);
    const stale = transcript({ seq: 2, messages: [question] });
    expect(decideLive(state, { type: "loaded", transcript: stale })).toBe(state);
  });
});

function running(): LiveState {
  return liveStateOf(transcript({ seq: 2, messages: [question, answer], activeTurnId: "t1" }));
}

function play(state: LiveState, events: LiveEvent[]): LiveState {
  return events.reduce((next, event) => decideLive(next, { type: "live", event }), state);
}

function delta(seq: number, offset: number, text: string) {
  return { type: "delta", seq, messageId: "m2", offset, text } as const;
}

function citation(number: number) {
  return { number, documentId: "d1", title: "Notes", quote: "as said" };
}

function transcript(init: Partial<Transcript>): Transcript {
  return {
    conversationId: "c",
    seq: 0,
    headMessageId: null,
    messages: [],
    activeTurnId: null,
    ...init,
  };
}

function message(init: Partial<MessageView> & Pick<MessageView, "id" | "role">): MessageView {
  return {
    parentId: null,
    state: "complete",
    text: "",
    createdAtMs: 0,
    siblingIds: [init.id],
    ...init,
  };
}
