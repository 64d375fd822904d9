import { expect, test } from "vitest";
import { StreamLog } from "./stream-log.ts";

test("a stream's log says when it began, when words came, in how many pieces, and who answered", () => {
  const log = new StreamLog();
  log.start(1_000);
  log.text(1_400);
  log.text(1_900);
  log.finish("chatcmpl-1");
  expect(log.end(2_000, 1, 42)).toEqual({
    startedAtMs: 1_000,
    firstTextAtMs: 1_400,
    endedAtMs: 2_000,
    pieces: 2,
    characters: 42,
    calls: 1,
    providerAnswerId: "chatcmpl-1",
  });
});

test("a second call begins a new log", () => {
  const log = new StreamLog();
  log.start(1_000);
  log.text(1_400);
  log.finish("chatcmpl-1");
  log.start(5_000);
  expect(log.end(6_000, 2, 0)).toMatchObject({
    startedAtMs: 5_000,
    firstTextAtMs: null,
    pieces: 0,
    calls: 2,
    providerAnswerId: null,
  });
});

test("what an interruption lost is said to be lost", () => {
  expect(new StreamLog().end(6_000, 1, 7)).toEqual({
    startedAtMs: null,
    firstTextAtMs: null,
    endedAtMs: 6_000,
    pieces: 0,
    characters: 7,
    calls: 1,
    providerAnswerId: null,
  });
});
