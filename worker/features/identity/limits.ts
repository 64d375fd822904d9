import { HOUR_MS, MINUTE_MS } from "#core/time";
import { addressSubject, sourceOf } from "#features/sessions";
import { type Admission, limiterOf, type LimitRule, type LimitSubject } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";
import { requireAdmitted } from "#platform/rate-limits";

const REGISTRATION_WINDOW_MS = 10 * MINUTE_MS;
const REGISTRATIONS_PER_NETWORK = 30;
const MAILS_PER_ADDRESS = 5;
const MAILS_PER_NETWORK = 30;

async function ask(ctx: Ctx, subject: LimitSubject, rule: LimitRule): Promise<Admission> {
  return await limiterOf(ctx.env, subject).admit({ rules: [rule] });
}

async function admit(ctx: Ctx, subject: LimitSubject, rule: LimitRule): Promise<void> {
  requireAdmitted(await ask(ctx, subject, rule));
}

/** 30 registrations in 10 minutes from a network; refuses with `too-many-requests`. */
export async function admitRegistration(ctx: Ctx): Promise<void> {
  const rule = {
    name: "register",
    limit: REGISTRATIONS_PER_NETWORK,
    windowMs: REGISTRATION_WINDOW_MS,
  };
  await admit(ctx, sourceOf(ctx), rule);
}

/** 5 mails of a kind in an hour to an address, 30 from a network; `too-many-requests` beyond. */
export async function admitMail(ctx: Ctx, kind: string, email: string): Promise<void> {
  const rule = { name: `mail-${kind}`, windowMs: HOUR_MS };
  await admit(ctx, sourceOf(ctx), { ...rule, limit: MAILS_PER_NETWORK });
  await admit(ctx, await addressSubject(ctx, email), { ...rule, limit: MAILS_PER_ADDRESS });
}
