import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SmtpDoor } from "./smtp-door.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

test("a server that lets nobody in is asked once in half a minute", async () => {
  const open = vi.fn().mockRejectedValueOnce(new Error("no answer within 30 s"));
  open.mockResolvedValue("in");
  const door = new SmtpDoor<string>(open);
  for (let mail = 0; mail < 20; mail++) {
    await expect(door.enter()).rejects.toThrow("no answer within 30 s");
  }
  expect(open).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(30_000);
  expect(await door.enter()).toBe("in");
  expect(await door.enter()).toBe("in");
  expect(open).toHaveBeenCalledTimes(3);
});
