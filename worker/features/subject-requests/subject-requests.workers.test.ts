import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { DAY_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { anonymousCtx, freshEmail, makePerson } from "../../../tests/support/people.ts";
import {
  askAboutData,
  closeSubjectRequest,
  confirmSubjectRequest,
  extendSubjectRequest,
  listSubjectRequests,
} from "./index.ts";

const operator = await makePerson();

const at = (ctx: Ctx, laterMs: number): Ctx => ({
  ...ctx,
  clock: { now: () => Date.now() + laterMs },
});

/** The token of the link that was mailed. */
async function mailedToken(email: string): Promise<string> {
  const mail = await env.DB.prepare(
    "SELECT data FROM mails WHERE to_address = ? AND template = 'subject-request' ORDER BY created_at_ms DESC LIMIT 1",
  )
    .bind(email)
    .first<{ data: string }>();
  const { url } = JSON.parse(mail?.data ?? "{}") as { url: string };
  return new URL(url).searchParams.get("token") ?? "";
}

async function openRequest(email = freshEmail()): Promise<string> {
  await askAboutData(anonymousCtx(), { email, kind: "access", message: "What do you know?" });
  await confirmSubjectRequest(anonymousCtx(), await mailedToken(email));
  const { items } = await listSubjectRequests(operator.ctx);
  return items.find((one) => one.email === email)?.id ?? "";
}

test("somebody without an account asks, proves the address, and is answered by mail", async () => {
  const email = freshEmail();
  await askAboutData(anonymousCtx(), { email, kind: "erase", message: "All of it" });
  const before = await listSubjectRequests(operator.ctx);
  expect(before.items.some((one) => one.email === email)).toBe(false);
  const token = await mailedToken(email);
  const { dueAtMs } = await confirmSubjectRequest(anonymousCtx(), token);
  expect(dueAtMs - Date.now()).toBeGreaterThan(27 * DAY_MS);
  expect(dueAtMs - Date.now()).toBeLessThan(32 * DAY_MS);
  await expect(confirmSubjectRequest(anonymousCtx(), token)).rejects.toMatchObject({
    slug: "link-expired",
  });
  const { items } = await listSubjectRequests(operator.ctx);
  const request = items.find((one) => one.email === email);
  await closeSubjectRequest(operator.ctx, request?.id ?? "", {
    outcome: "done",
    answer: "It is erased.",
  });
  const mail = await env.DB.prepare("SELECT count(*) AS n FROM mails WHERE key = ?")
    .bind(`subject-answer:${request?.id}`)
    .first<{ n: number }>();
  expect(mail?.n).toBe(1);
  await expect(
    closeSubjectRequest(operator.ctx, request?.id ?? "", { outcome: "done", answer: "Again" }),
  ).rejects.toMatchObject({ slug: "conflict" });
});

test("a link works for a week", async () => {
  const email = freshEmail();
  await askAboutData(anonymousCtx(), { email, kind: "access" });
  await expect(
    confirmSubjectRequest(at(anonymousCtx(), 8 * DAY_MS), await mailedToken(email)),
  ).rejects.toMatchObject({ slug: "link-expired" });
});

test("after its month a request is overdue; two more months are given once", async () => {
  const id = await openRequest();
  const late = at(operator.ctx, 40 * DAY_MS);
  const overdue = async () =>
    (await listSubjectRequests(late)).items.find((one) => one.id === id)?.overdue;
  expect(await overdue()).toBe(true);
  await extendSubjectRequest(operator.ctx, id, { reason: "Many systems have to be searched." });
  expect(await overdue()).toBe(false);
  await expect(
    extendSubjectRequest(operator.ctx, id, { reason: "Once more" }),
  ).rejects.toMatchObject({ slug: "conflict" });
});

test("only the operator sees and answers requests", async () => {
  const id = await openRequest();
  const { ctx } = await makePerson();
  await expect(listSubjectRequests(ctx)).rejects.toMatchObject({ slug: "forbidden" });
  await expect(
    closeSubjectRequest(ctx, id, { outcome: "done", answer: "x" }),
  ).rejects.toMatchObject({ slug: "forbidden" });
  await expect(listSubjectRequests(anonymousCtx())).rejects.toMatchObject({
    slug: "unauthorized",
  });
});

test("three a day for an address", async () => {
  const email = freshEmail();
  for (let time = 0; time < 3; time++) await askAboutData(anonymousCtx(), { email, kind: "other" });
  await expect(askAboutData(anonymousCtx(), { email, kind: "other" })).rejects.toMatchObject({
    slug: "too-many-requests",
  });
});
