import { describe, expect, it, test } from "vitest";
import { localTime, quietEndMs } from "./local-time.ts";

const night = { from: "22:00", until: "07:00" };
const at = (iso: string) => Date.parse(iso);

test("calendar and clock are those of the zone", () => {
  expect(localTime(at("2026-11-28T23:30:00Z"), "Asia/Kolkata")).toEqual({
    date: "2026-11-29",
    minute: 5 * 60,
    weekday: 6,
  });
  expect(localTime(at("2026-11-30T03:00:00Z"), "America/New_York")).toMatchObject({
    date: "2026-11-29",
    minute: 22 * 60,
  });
});

describe("quiet hours", () => {
  it.each([
    ["2026-11-28T21:59:00Z", null],
    ["2026-11-28T22:00:00Z", "2026-11-29T07:00:00Z"],
    ["2026-11-29T06:59:30Z", "2026-11-29T07:00:00Z"],
    ["2026-11-29T07:00:00Z", null],
  ])("at %s of a winter night in UTC they end at %s", (now, end) => {
    expect(quietEndMs(at(now), night, "UTC")).toBe(end === null ? null : at(end));
  });

  it("lie within one day when they end later than they begin", () => {
    const noon = { from: "12:00", until: "13:30" };
    expect(quietEndMs(at("2026-11-28T12:10:00Z"), noon, "UTC")).toBe(at("2026-11-28T13:30:00Z"));
    expect(quietEndMs(at("2026-11-28T23:10:00Z"), noon, "UTC")).toBeNull();
  });

  it("follow the clock on the wall through both nights in which it is moved", () => {
    const spring = quietEndMs(at("2026-03-28T22:00:00Z"), night, "Europe/Berlin");
    expect(spring).toBe(at("2026-03-29T05:00:00Z"));
    const autumn = quietEndMs(at("2026-10-24T21:00:00Z"), night, "Europe/Berlin");
    expect(autumn).toBe(at("2026-10-25T06:00:00Z"));
  });

  it("that end at a time which the moved clock leaves out end with the gap", () => {
    const gap = { from: "22:00", until: "02:30" };
    const end = quietEndMs(at("2026-03-28T22:00:00Z"), gap, "Europe/Berlin");
    expect(end).toBe(at("2026-03-29T01:00:00Z"));
  });

  it("that leave a single minute out end with it", () => {
    const all = { from: "00:00", until: "23:59" };
    expect(quietEndMs(at("2026-01-05T12:00:00Z"), all, "UTC")).toBe(at("2026-01-05T23:59:00Z"));
  });

  it("that begin when they end are none", () => {
    expect(quietEndMs(at("2026-11-28T08:00:00Z"), { from: "08:00", until: "08:00" }, "UTC")).toBe(
      null,
    );
  });
});
