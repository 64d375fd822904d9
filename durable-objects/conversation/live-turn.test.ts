import fc from "fast-check";
import { expect, test } from "vitest";
import { LiveTurn, type TurnEvent } from "./live-turn.ts";

/** What a follower knows after these events: the text that it would show. */
function shown(known: string, events: TurnEvent[]): string {
  let text = known;
  for (const event of events) {
    if (event.type === "restarted") text = "";
    if (event.type === "delta") text = text.slice(0, event.offset) + event.text;
  }
  return text;
}

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant("text"), text: fc.string({ minLength: 1 }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("restart"), text: fc.constant("") }) },
);

test("a follower that joins anywhere ends with the same text and sees no seq twice", () => {
  fc.assert(
    fc.property(fc.array(step), fc.nat(), fc.nat(), (steps, joinAt, leaveAt) => {
      const live = new LiveTurn();
      let seq = 10;
      const events: TurnEvent[] = [];
      const joined: TurnEvent[] = [];
      const join = steps.length === 0 ? 0 : joinAt % (steps.length + 1);
      const left = Math.min(join, leaveAt % (steps.length + 1));
      let known = "";
      let knownSeq = seq;
      for (const [index, one] of [...steps, { type: "end", text: "" }].entries()) {
        if (index === left) {
          known = shown("", events);
          knownSeq = seq;
        }
        if (index === join) live.subscribe(knownSeq, (event) => joined.push(event));
        if (index === steps.length) break;
        seq += 1;
        const event: TurnEvent =
          one.type === "text"
            ? { type: "delta", seq, text: one.text, offset: live.text.length }
            : { type: "restarted", seq };
        live.push(event);
        events.push(event);
      }
      expect(shown(known, joined)).toBe(live.text);
      const seqs = joined.map((event) => event.seq);
      expect(seqs.every((one, index) => one > (seqs[index - 1] ?? knownSeq))).toBe(true);
    }),
  );
});

test("after the end a follower gets the end, and nobody is told anything more", () => {
  const live = new LiveTurn();
  live.push({ type: "delta", seq: 1, text: "x", offset: 0 });
  live.push({ type: "ended", seq: 2, outcome: {} as never, message: null });
  const seen: string[] = [];
  live.subscribe(1, (event) => seen.push(event.type));
  expect(seen).toEqual(["ended"]);
});
