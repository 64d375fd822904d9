import { MINUTE_MS, SECOND_MS } from "#core/time";
import { limiterOf } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";
import type { MailTransportName } from "#platform/mail/transport";
import type { MailRow } from "./claim-mails.ts";

/** What each transport takes in a second where nothing else was set; the outbox takes everything. */
const PER_SECOND: Partial<Record<MailTransportName, number>> = {
  smtp: 50,
  resend: 5,
  sendgrid: 100,
  mailgun: 100,
  ses: 14,
  cloudflare: 50,
};
const DOMAIN_PER_MINUTE = 300;
/** Bulk leaves room for the rest. */
const BULK_SHARE = 0.8;

interface Quota {
  subject: `${string}:${string}`;
  limit: number;
  windowMs: number;
}

/** How many of `wanted` fit, and how long the others have to wait. */
async function take(
  ctx: Ctx,
  { subject, limit, windowMs }: Quota,
  wanted: number,
): Promise<{ taken: number; retryAfterMs: number }> {
  const rules = [{ name: "mails", limit: Math.max(1, Math.floor(limit)), windowMs }];
  try {
    const limiter = limiterOf(ctx.env, subject);
    const whole = await limiter.admit({ cost: wanted, rules });
    if (whole.ok) return { taken: wanted, retryAfterMs: 0 };
    const { remaining, retryAfterMs } = whole;
    if (remaining < 1) return { taken: 0, retryAfterMs };
    const part = await limiter.admit({ cost: Math.min(wanted, remaining), rules });
    return { taken: part.ok ? Math.min(wanted, remaining) : 0, retryAfterMs };
  } catch (cause) {
    ctx.log.error("mail.pace-unknown", cause, { subject });
    return { taken: wanted, retryAfterMs: 0 };
  }
}

function groupBy(rows: MailRow[], keyOf: (row: MailRow) => string): MailRow[][] {
  const groups = new Map<string, MailRow[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return [...groups.values()];
}

/**
 * Lets through as many mails as the recipients' domains and the transport take now; answers when the
 * turn of the others comes. What someone waits for is held back by the transport alone.
 */
export async function paceMails(
  ctx: Ctx,
  transport: MailTransportName,
  rows: MailRow[],
): Promise<{ admitted: MailRow[]; held: { row: MailRow; untilMs: number }[] }> {
  const { perSecond = PER_SECOND[transport], domainPerMinute = DOMAIN_PER_MINUTE } =
    ctx.settings.mail;
  const held: { row: MailRow; untilMs: number }[] = [];
  if (transport === "outbox" || perSecond === undefined) return { admitted: rows, held };
  const nowMs = ctx.clock.now();
  const hold = (late: MailRow[], afterMs: number, perMs: number) => {
    late.forEach((row, index) => {
      held.push({ row, untilMs: nowMs + Math.ceil(afterMs + index * perMs) });
    });
  };
  const urgent = rows.filter(({ lane }) => lane === "urgent");
  const patient = rows.filter(({ lane }) => lane !== "urgent");
  const fitting = [...urgent];
  for (const group of groupBy(patient, ({ domain, lane }) => `${lane} ${domain}`)) {
    const [{ domain, lane } = { domain: "", lane: "normal" }] = group;
    const limit = lane === "bulk" ? domainPerMinute * BULK_SHARE : domainPerMinute;
    const quota = { subject: `mail-domain:${domain}`, limit, windowMs: MINUTE_MS } as const;
    const { taken, retryAfterMs } = await take(ctx, quota, group.length);
    fitting.push(...group.slice(0, taken));
    hold(group.slice(taken), retryAfterMs, MINUTE_MS / limit);
  }
  if (fitting.length === 0) return { admitted: [], held };
  const quota = {
    subject: `mail-transport:${transport}`,
    limit: perSecond,
    windowMs: SECOND_MS,
  } as const;
  const { taken, retryAfterMs } = await take(ctx, quota, fitting.length);
  hold(fitting.slice(taken), retryAfterMs, SECOND_MS / perSecond);
  return { admitted: fitting.slice(0, taken), held };
}
