import { expect, it } from "vitest";
import { HOUR_MS } from "#core/time";
import type { NoticeView } from "#features/notices/schema";
import { groupNotices } from "./group-notices.ts";

const notice = (id: string, hoursAgo: number, rest: Partial<NoticeView> = {}): NoticeView => ({
  id,
  kind: "burn-rate",
  data: {},
  href: "/credits",
  atMs: 1_000 * HOUR_MS - hoursAgo * HOUR_MS,
  read: false,
  ...rest,
});

const idsOf = (notices: NoticeView[]) =>
  groupNotices(notices).map((group) => group.map(({ id }) => id));

it("what is alike and of one day is one group, the newest first", () => {
  expect(idsOf([notice("c", 0), notice("b", 5), notice("a", 23)])).toEqual([["c", "b", "a"]]);
});

it("another kind, another page, another day or something between begins a new one", () => {
  const debt = notice("x", 1, { kind: "debt" });
  expect(idsOf([notice("b", 0), debt, notice("a", 2)])).toEqual([["b"], ["x"], ["a"]]);
  expect(idsOf([notice("b", 0), notice("a", 24)])).toEqual([["b"], ["a"]]);
  expect(idsOf([notice("b", 0), notice("a", 1, { href: "/other" })])).toEqual([["b"], ["a"]]);
});

it("nothing is lost and nothing is doubled", () => {
  expect(idsOf([])).toEqual([]);
  expect(idsOf([notice("b", 0), notice("a", 1)]).flat()).toEqual(["b", "a"]);
});
