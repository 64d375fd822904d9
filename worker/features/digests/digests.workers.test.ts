import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "#core/time";
import { updateProfile } from "#features/identity";
import { noticeRows } from "#features/notices";
import { updatePreferences } from "#features/preferences";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { anonymousCtx, jobCtx, makePerson } from "../../../tests/support/people.ts";
import { sendDigests } from "./index.ts";

type Person = Awaited<ReturnType<typeof makePerson>>;

/** A Monday at eight in the morning in Berlin, each test a week of its own. */
let mondayMs = Date.UTC(2031, 0, 6, 7);
const nextMonday = () => (mondayMs += 7 * DAY_MS);

const jobAt = (atMs: number): Ctx => ({ ...jobCtx(), clock: { now: () => atMs } });

async function makeBerliner(): Promise<Person> {
  const person = await makePerson();
  await updateProfile(person.ctx, { timeZone: "Europe/Berlin" });
  return person;
}

async function happen(person: Person, atMs: number): Promise<void> {
  const workspaceId = person.workspace.id;
  const notice = {
    workspaceId,
    key: `n:${atMs}`,
    kind: "debt",
    data: {},
    href: "/",
    atMs,
  } as const;
  await runBatch(jobCtx().db, noticeRows(jobCtx(), notice));
}

async function digestsOf({ userId }: Person): Promise<Record<string, string>[]> {
  const rows = await env.DB.prepare(
    "SELECT data FROM mails WHERE key LIKE ? ORDER BY created_at_ms",
  )
    .bind(`digest:${userId}:%`)
    .all<{ data: string }>();
  return rows.results.map(({ data }) => JSON.parse(data) as Record<string, string>);
}

test("on Monday at eight by their own clock people get the week, once", async () => {
  const atMs = nextMonday();
  const person = await makeBerliner();
  await happen(person, atMs - 3 * DAY_MS);
  await sendDigests(jobAt(atMs - HOUR_MS / 2));
  expect(await digestsOf(person)).toEqual([]);
  for (const later of [0, 5 * 60_000, HOUR_MS, DAY_MS]) await sendDigests(jobAt(atMs + later));
  expect(await digestsOf(person)).toMatchObject([{ period: "weekly", notices: "1", usedPt: "0" }]);
});

test("nothing is sent when nothing happened, and nothing is caught up later", async () => {
  const atMs = nextMonday();
  const person = await makeBerliner();
  await happen(person, atMs - 8 * DAY_MS);
  await sendDigests(jobAt(atMs));
  await happen(person, atMs + HOUR_MS);
  await sendDigests(jobAt(atMs + 2 * HOUR_MS));
  expect(await digestsOf(person)).toEqual([]);
});

test("who chose every day gets the day; who chose none gets none", async () => {
  const atMs = nextMonday();
  const [daily, none] = [await makeBerliner(), await makeBerliner()];
  await updatePreferences(daily.ctx, { digest: "daily" });
  await updatePreferences(none.ctx, { digest: "off" });
  for (const person of [daily, none]) {
    for (const days of [0, 1]) await happen(person, atMs + days * DAY_MS - HOUR_MS);
  }
  for (const days of [0, 1, 2]) await sendDigests(jobAt(atMs + days * DAY_MS));
  expect((await digestsOf(daily)).map(({ period }) => period)).toEqual(["daily", "daily"]);
  expect(await digestsOf(none)).toEqual([]);
});

test("what the workspace used is in it", async () => {
  const atMs = nextMonday();
  const person = await makeBerliner();
  const day = new Date(atMs - 2 * DAY_MS).toISOString().slice(0, 10);
  await env.DB.prepare(
    "INSERT INTO usage_daily (account_id, day, model, feature, member_id, api_key_id, answers, input_tokens, cached_read_tokens, cache_write_tokens, output_tokens, charged_micro_pt) VALUES (?, ?, 'm', 'chat', '', '', 7, 0, 0, 0, 0, 12500000)",
  )
    .bind(person.ctx.workspace?.accountId, day)
    .run();
  await sendDigests(jobAt(atMs));
  expect(await digestsOf(person)).toMatchObject([{ usedPt: "12.5", answers: "7", notices: "0" }]);
});

test("only the deployment itself sends them", async () => {
  await expect(sendDigests(anonymousCtx())).rejects.toMatchObject({ slug: "unauthorized" });
});
