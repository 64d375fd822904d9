import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { DAY_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { freshEmail, jobCtx, makePerson } from "../../../tests/support/people.ts";
import { recordMailEvent } from "./index.ts";
import type { MailEventKind } from "./schema.ts";

let count = 0;

function at(atMs: number): Ctx {
  return { ...jobCtx(), clock: { now: () => atMs } };
}

function event(address: string, kind: MailEventKind, more: Record<string, unknown> = {}) {
  count += 1;
  const eventId = `event-${count}`;
  return { transport: "resend" as const, eventId, address, kind, atMs: 0, detail: kind, ...more };
}

async function suppressionsOf(address: string) {
  const rows = await env.DB.prepare(
    "SELECT scope, reason, until_ms AS untilMs, lifted_at_ms AS liftedAtMs FROM mail_suppressions WHERE address = ? ORDER BY reason",
  )
    .bind(address.toLowerCase())
    .all();
  return rows.results;
}

test("a hard bounce suppresses an address for good, a complaint all that is not essential", async () => {
  const [bounced, complained] = [freshEmail(), freshEmail()];
  await recordMailEvent(jobCtx(), event(bounced.toUpperCase(), "hard-bounce"));
  await recordMailEvent(jobCtx(), event(complained, "complaint"));
  expect(await suppressionsOf(bounced)).toEqual([
    { scope: "all", reason: "hard-bounce", untilMs: null, liftedAtMs: null },
  ]);
  expect(await suppressionsOf(complained)).toMatchObject([
    { scope: "non-essential", reason: "complaint", untilMs: null },
  ]);
});

test("the third soft bounce within 14 days holds an address for 30 days, not three over a longer time", async () => {
  const [often, seldom] = [freshEmail(), freshEmail()];
  for (const days of [1, 8, 14]) {
    await recordMailEvent(at(days * DAY_MS), event(often, "soft-bounce"));
  }
  for (const days of [1, 8, 15.5]) {
    await recordMailEvent(at(days * DAY_MS), event(seldom, "soft-bounce"));
  }
  expect(await suppressionsOf(often)).toMatchObject([
    { scope: "all", reason: "soft-bounces", untilMs: 44 * DAY_MS },
  ]);
  expect(await suppressionsOf(seldom)).toEqual([]);
});

test("an event that is told many times at once counts once", async () => {
  const address = freshEmail();
  const same = event(address, "soft-bounce");
  const told = await Promise.all([1, 2, 3, 4, 5].map(() => recordMailEvent(jobCtx(), same)));
  expect(told.filter(({ recorded }) => recorded)).toHaveLength(1);
  expect(await suppressionsOf(address)).toEqual([]);
});

test("three soft bounces at once hold an address", async () => {
  const address = freshEmail();
  await Promise.all([1, 2, 3].map(() => recordMailEvent(jobCtx(), event(address, "soft-bounce"))));
  expect(await suppressionsOf(address)).toHaveLength(1);
});

test("delivered and deferred suppress nobody; a person may not tell events", async () => {
  const address = freshEmail();
  await recordMailEvent(jobCtx(), event(address, "delivered"));
  await recordMailEvent(jobCtx(), event(address, "deferred", { mailId: "mail_gone" }));
  expect(await suppressionsOf(address)).toEqual([]);
  await makePerson();
  const { ctx } = await makePerson();
  await expect(recordMailEvent(ctx, event(address, "hard-bounce"))).rejects.toMatchObject({
    slug: "forbidden",
  });
});
