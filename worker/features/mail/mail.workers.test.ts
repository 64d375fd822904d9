import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { createCtx } from "#platform/create-ctx";
import type { Ctx } from "#platform/ctx";
import { anonymousCtx, freshEmail, jobCtx, makePerson } from "../../../tests/support/people.ts";
import { getMail, listMails, sendMail } from "./index.ts";
import { mailJobs } from "./jobs.ts";

const verify = (to: string, key: string) =>
  ({
    to,
    template: "verify",
    locale: "de",
    data: { name: "Ada", url: "http://localhost:8787/verify?token=secret-token" },
    key,
  }) as const;

async function deliverAll(): Promise<void> {
  const rows = await env.DB.prepare(
    "SELECT id, json_extract(payload, '$.mailId') AS mailId FROM outbox WHERE type = 'mail.requested'",
  ).all<{ id: string; mailId: string }>();
  for (const { id, mailId } of rows.results) {
    await mailJobs["mail.requested"]?.(jobCtx(), { mailId }, id);
  }
}

/** A ctx as production would have it, where the outbox is not everybody's. */
function inProduction(ctx: Ctx): Ctx {
  return { ...ctx, settings: { ...ctx.settings, environment: "production" } };
}

test("a mail is written in its reader's language and kept whole in the outbox", async () => {
  const to = freshEmail();
  await sendMail(jobCtx(), verify(to, `v:${to}`));
  await deliverAll();
  const [mail] = await listMails(jobCtx(), { to: to.toUpperCase() });
  expect(mail).toMatchObject({ to, state: "sent", subject: "Bestätigen Sie Ihre E-Mail-Adresse" });
  expect(mail?.text).toContain("token=secret-token");
  expect(mail?.headers["Message-ID"]).toBe(`<${mail?.id}@localhost>`);
  expect(mail?.raw).toContain(`To: ${to}\r\n`);
});

test("an intent is sent once, however often it is asked for and delivered", async () => {
  const to = freshEmail();
  await Promise.all([1, 2, 3].map(() => sendMail(jobCtx(), verify(to, "same-key"))));
  await deliverAll();
  await deliverAll();
  expect(await listMails(jobCtx(), { to })).toHaveLength(1);
  const sent = await env.DB.prepare(
    "SELECT count(*) AS n FROM audit_rows WHERE action = 'mail.sent' AND target IN (SELECT id FROM mails WHERE to_address = ?)",
  )
    .bind(to)
    .first<{ n: number }>();
  expect(sent?.n).toBe(1);
});

test("the data of a mail is forgotten when it has been written", async () => {
  const to = freshEmail();
  await sendMail(jobCtx(), verify(to, `v:${to}`));
  await deliverAll();
  const row = await env.DB.prepare("SELECT data FROM mails WHERE to_address = ?")
    .bind(to)
    .first<{ data: string | null }>();
  expect(row?.data).toBeNull();
});

test("mails to an address come oldest first, all mails newest first", async () => {
  const to = freshEmail();
  for (const n of [1, 2, 3]) await sendMail(jobCtx(), verify(to, `order:${n}`));
  const oldestFirst = (await listMails(jobCtx(), { to })).map((mail) => mail.id);
  expect(oldestFirst).toEqual(oldestFirst.toSorted());
  const all = (await listMails(jobCtx())).map((mail) => mail.id);
  expect(all.indexOf(oldestFirst[0] ?? "")).toBeGreaterThan(all.indexOf(oldestFirst[2] ?? ""));
});

test("on a machine of one's own everybody reads the outbox; in production only the operator", async () => {
  await expect(listMails(anonymousCtx())).resolves.toBeDefined();
  const operator = await makePerson();
  const person = await makePerson();
  await expect(listMails(inProduction(operator.ctx))).resolves.toBeDefined();
  await expect(listMails(inProduction(person.ctx))).rejects.toMatchObject({ slug: "forbidden" });
  await expect(listMails(inProduction(anonymousCtx()))).rejects.toMatchObject({
    slug: "unauthorized",
  });
  await expect(getMail(inProduction(person.ctx), "mail_1")).rejects.toMatchObject({
    slug: "forbidden",
  });
});

test("a mail that is not there is not found, and its message is no error", async () => {
  await expect(
    getMail(createCtx(env, { actor: { kind: "job", name: "t" } }), "mail_0"),
  ).rejects.toMatchObject({
    slug: "not-found",
  });
  await expect(
    mailJobs["mail.requested"]?.(jobCtx(), { mailId: "mail_0" }, "m"),
  ).resolves.toBeUndefined();
});
