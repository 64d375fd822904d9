import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { DAY_MS } from "#core/time";
import { isScheduledJobName } from "#features/operations/schema";
import type { Ctx } from "#platform/ctx";
import { databaseTables, tableColumns } from "../../../tests/support/database.ts";
import { jobCtx, makePerson } from "../../../tests/support/people.ts";
import { applyRetention } from "./apply-retention.ts";
import { retentionRules } from "./index.ts";

await makePerson();

const at = (ctx: Ctx, laterMs: number): Ctx => ({
  ...ctx,
  clock: { now: () => Date.now() + laterMs },
});

async function addMail(key: string): Promise<void> {
  await env.DB.prepare(
    "INSERT INTO mails (id, key, to_address, template, locale, origin, state, subject, text, html, raw, created_at_ms) VALUES (?1, ?1, 'a@example.com', 'welcome', 'en', 'x', 'sent', 's', 'the body', 'h', 'r', ?2)",
  )
    .bind(key, Date.now())
    .run();
}

const mailOf = async (key: string) =>
  await env.DB.prepare("SELECT text, subject FROM mails WHERE key = ?").bind(key).first();

test("the body of a mail goes after 90 days, the mail itself after two years", async () => {
  await addMail("old");
  expect(await applyRetention(at(jobCtx(), 89 * DAY_MS))).not.toHaveProperty("mail-bodies");
  expect(await mailOf("old")).toMatchObject({ text: "the body" });
  expect(await applyRetention(at(jobCtx(), 91 * DAY_MS))).toMatchObject({ "mail-bodies": 1 });
  expect(await mailOf("old")).toEqual({ text: null, subject: "s" });
  expect(await applyRetention(at(jobCtx(), 91 * DAY_MS))).not.toHaveProperty("mail-bodies");
  await applyRetention(at(jobCtx(), 731 * DAY_MS));
  expect(await mailOf("old")).toBeNull();
});

test("every rule names what exists: a table with its columns, or a scheduled job", async () => {
  const tables = await databaseTables();
  const missing: string[] = [];
  for (const { id, removal } of retentionRules) {
    if ("job" in removal && !isScheduledJobName(removal.job)) missing.push(id);
    if (!("table" in removal)) continue;
    const columns = tables.includes(removal.table) ? await tableColumns(removal.table) : [];
    const named = [removal.column, ...Object.keys(removal.clear ?? {})];
    if (named.some((column) => !columns.includes(column))) missing.push(id);
  }
  expect(missing).toEqual([]);
});

test("only jobs and the operator apply the rules", async () => {
  const { ctx } = await makePerson();
  await expect(applyRetention(ctx)).rejects.toMatchObject({ slug: "forbidden" });
});
