import { expect, it } from "vitest";
import { backoffMs } from "./live-socket.ts";

it("waits longer each time, at most half a minute, never in step with others", () => {
  expect(backoffMs(0, 0)).toBe(250);
  expect(backoffMs(0, 1)).toBe(500);
  expect(backoffMs(4, 1)).toBe(8_000);
  expect(backoffMs(50, 1)).toBe(30_000);
  expect(backoffMs(50, 0)).toBe(15_000);
});
