import { toIso } from "#core/time";
import { mailRows } from "#features/mail";
import type { PlanChange } from "#features/mail/schema";
import { noticeRows } from "#features/notices";
import { getPlanVersion } from "#features/plans";
import { webhookRows } from "#features/webhooks";
import { type BillingContact, listBillingContacts } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { decideTransitions, type Transition } from "./decide-transitions.ts";
import { type SubscriptionRow, toldOf } from "./subscription-row.ts";

const isoOrNull = (atMs: number | null) => (atMs === null ? null : toIso(atMs));

/** A subscription as customers' webhooks carry it. */
function webhookData(row: SubscriptionRow, change: PlanChange): Record<string, unknown> {
  return {
    subscriptionId: row.id,
    change,
    status: row.status,
    plan: row.plan,
    interval: row.interval,
    seats: row.seats,
    price: { amountMinor: row.amountMinor, currency: row.currency },
    periodStartsAt: toIso(row.periodStartsAtMs),
    periodEndsAt: toIso(row.periodEndsAtMs),
    trialEndsAt: isoOrNull(row.trialEndsAtMs),
    cancelAt: isoOrNull(row.cancelAtMs),
    endedAt: isoOrNull(row.endedAtMs),
    pausedFrom: isoOrNull(row.pausedFromMs),
    pausedUntil: isoOrNull(row.pausedUntilMs),
  };
}

/** When what is told takes effect. */
function effectiveAtMs(row: SubscriptionRow, change: PlanChange, nowMs: number): number {
  switch (change) {
    case "trial-started":
    case "trial-ending":
      return row.trialEndsAtMs ?? row.periodEndsAtMs;
    case "downgrade-scheduled":
      return row.scheduledAtMs ?? row.periodEndsAtMs;
    case "cancel-scheduled":
      return row.cancelAtMs ?? row.periodEndsAtMs;
    case "paused":
      return row.pausedFromMs ?? row.periodEndsAtMs;
    case "canceled":
      return row.endedAtMs ?? nowMs;
    case "started":
    case "upgraded":
    case "downgraded":
    case "resumed":
      return nowMs;
  }
}

async function planNameOf(ctx: Ctx, row: SubscriptionRow, change: PlanChange): Promise<string> {
  const scheduled = change === "downgrade-scheduled" ? row.scheduledPlanVersionId : null;
  return (await getPlanVersion(ctx, scheduled ?? row.planVersionId)).name;
}

/** The mail to everyone who hears of money and the notice in the product, once by `key`. */
export async function changeRows(
  ctx: Ctx,
  row: SubscriptionRow,
  { change, key }: { change: PlanChange; key: string },
  contacts: BillingContact[],
): Promise<Statement[]> {
  const plan = await planNameOf(ctx, row, change);
  const atMs = String(effectiveAtMs(row, change, ctx.clock.now()));
  const mails = contacts.flatMap(({ email, name, locale, userId }) =>
    mailRows(ctx, {
      to: email,
      template: "plan-changed",
      locale,
      data: { name, url: `${ctx.origin}/billing`, change, plan, atMs },
      key: `${key}:${userId}`,
    }),
  );
  const notice = noticeRows(ctx, {
    workspaceId: row.workspaceId,
    key,
    kind: "plan-changed",
    data: { change, plan, atMs },
    href: "/billing",
  });
  return [...mails, ...notice];
}

async function rowsOf(
  ctx: Ctx,
  row: SubscriptionRow,
  { change, webhook }: Transition,
  contacts: BillingContact[],
): Promise<Statement[]> {
  const key = `plan-changed:${row.id}:${row.version}:${change}`;
  const told = await changeRows(ctx, row, { change, key }, contacts);
  if (webhook === null) return told;
  const data = webhookData(row, change);
  return [...told, ...webhookRows(ctx, { workspaceId: row.workspaceId, type: webhook, data, key })];
}

/**
 * Everything that people and their systems are told about the way from one state to the next, for
 * the batch that writes the next one: so each is told once.
 */
export async function transitionRows(
  ctx: Ctx,
  before: SubscriptionRow | undefined,
  after: SubscriptionRow,
): Promise<Statement[]> {
  const transitions = decideTransitions(before && toldOf(before), toldOf(after));
  if (transitions.length === 0) return [];
  const contacts = await listBillingContacts(ctx, after.workspaceId);
  const rows = await Promise.all(transitions.map((one) => rowsOf(ctx, after, one, contacts)));
  return rows.flat();
}
