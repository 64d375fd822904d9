import { describe, expect, it } from "vitest";
import { retryDelayMs } from "./live-socket.ts";

describe("coming back after a lost connection", () => {
  it("waits longer each time, up to a limit", () => {
    expect([0, 1, 2, 3].map((tries) => retryDelayMs(tries, 0))).toEqual([500, 1000, 2000, 4000]);
    expect(retryDelayMs(50, 0)).toBe(15_000);
  });

  it("spreads the tabs that lost it together", () => {
    expect(retryDelayMs(1, 1)).toBe(750);
  });
});
