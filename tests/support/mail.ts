import { env } from "cloudflare:workers";
import { inject } from "vitest";
import { sendMail } from "#features/mail";
import { mailJobs } from "#features/mail/jobs";
import type { TemplateName } from "#features/mail/schema";
import { mails, mailTries } from "#features/mail/tables";
import { asc, eq } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import type { MailSettings } from "#platform/settings";
import { jobCtx } from "./people.ts";
import type { CapturedMail } from "./smtp/serve.ts";

let count = 0;

/** A ctx of a job whose mails leave by the SMTP server on loopback, at a time of its own. */
export function smtpCtx(atMs?: number, mail: Partial<MailSettings> = {}): Ctx {
  const ctx = jobCtx();
  return {
    ...ctx,
    clock: atMs === undefined ? ctx.clock : { now: () => atMs },
    settings: {
      ...ctx.settings,
      mail: {
        ...ctx.settings.mail,
        transport: "smtp",
        smtpUrl: inject("smtpUrl"),
        from: { name: "Selvedge", address: "no-reply@shop.test" },
        ...mail,
      },
    },
  };
}

/** An address at a domain of its own, whose local part says what the server does. */
export function addressThat(behaviour = "taken"): string {
  count += 1;
  return `${behaviour}.${count}@d${count}-${crypto.randomUUID().slice(0, 8)}.test`;
}

/** Asks for a mail and answers its id. */
export async function requestMail(
  ctx: Ctx,
  to: string,
  template: Extract<TemplateName, "verify" | "welcome" | "pt-low"> = "verify",
): Promise<string> {
  count += 1;
  const key = `test:${count}:${crypto.randomUUID()}`;
  const link = { name: "Ada", url: "http://localhost:8787/x?token=one-use" };
  if (template === "pt-low") {
    await sendMail(ctx, { to, template, locale: "en", data: { ...link, availablePt: "3" }, key });
  } else await sendMail(ctx, { to, template, locale: "en", data: link, key });
  const row = await ctx.db.select({ id: mails.id }).from(mails).where(eq(mails.key, key)).get();
  return row?.id ?? "";
}

/** Works on a message of the queue about this mail. */
export async function workOn(ctx: Ctx, mailId: string): Promise<void> {
  await mailJobs["mail.requested"]?.(ctx, { mailId }, "obx_test");
}

export async function mailOf(ctx: Ctx, id: string) {
  const row = await ctx.db.select().from(mails).where(eq(mails.id, id)).get();
  if (row === undefined) throw new Error("there is no such mail");
  return row;
}

export async function triesOf(ctx: Ctx, id: string) {
  return await ctx.db
    .select()
    .from(mailTries)
    .where(eq(mailTries.mailId, id))
    .orderBy(asc(mailTries.id));
}

/** What the SMTP server has got for an address. */
export async function receivedBy(to: string): Promise<CapturedMail[]> {
  const url = `${inject("smtpControlUrl")}/mails?to=${encodeURIComponent(to)}`;
  return await (await fetch(url)).json<CapturedMail[]>();
}

export async function countAudit(action: string, target: string): Promise<number> {
  const row = await env.DB.prepare(
    "SELECT count(*) AS n FROM audit_rows WHERE action = ? AND target = ?",
  )
    .bind(action, target)
    .first<{ n: number }>();
  return row?.n ?? 0;
}
