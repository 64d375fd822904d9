import { count } from "drizzle-orm";
import { isId } from "#core/ids";
import { MINUTE_MS, SECOND_MS } from "#core/time";
import { countDueNoticeDeliveries, sweepNoticeDeliveries } from "#features/channels";
import { countDueMails, sweepMails } from "#features/mail";
import { countBusyStripeEvents, sweepStripeEvents } from "#features/stripe-events";
import { countDueDeliveries, sweepDeliveries } from "#features/webhooks";
import { alarmsOf } from "#objects/alarms";
import { ledgerOf } from "#objects/ledger";
import { clockNow } from "#platform/clock";
import type { Ctx } from "#platform/ctx";
import { sweepOutbox } from "#platform/outbox";
import { outbox } from "#platform/outbox.tables";
import { inFlight } from "#platform/queue";
import { wakeObjects } from "./wake-objects.ts";

const DRAIN_MS_MAX = 30 * SECOND_MS;
const PAUSE_MS = 50;
/** A ledger with something to send asks to be woken within this time. */
const LEDGER_GUARD_MS_MAX = 6 * MINUTE_MS;
/** And a conversation within this. */
const CONVERSATION_GUARD_MS = 30 * SECOND_MS;

export interface DrainReport {
  drained: boolean;
  outboxRows: number;
  inFlight: number;
  woken: number;
  sent: number;
  objectsPending: number;
  /** Events of Stripe, deliveries of webhooks and notices, and mails whose turn has come. */
  rowsDue: number;
}

/** Lets the ledgers that may have something to send do so; answers how many could not. */
async function drainLedgers(ctx: Ctx): Promise<number> {
  const noted = await alarmsOf(ctx.env).due(clockNow() + LEDGER_GUARD_MS_MAX);
  let pending = 0;
  for (const { binding, name } of noted) {
    if (binding !== "LEDGER" || !isId("acct", name)) continue;
    const { pending: stays } = await ledgerOf(ctx.env, name).drain();
    if (stays) pending++;
  }
  return pending;
}

/** Conversations send what waits when they are woken; those with something to send expect it soon. */
async function wakeConversations(ctx: Ctx): Promise<void> {
  const noted = await alarmsOf(ctx.env).due(clockNow() + CONVERSATION_GUARD_MS);
  const names = noted.filter(({ binding }) => binding === "CONVERSATION").map(({ name }) => name);
  for (const name of names) ctx.defer(ctx.env.CONVERSATION.getByName(name).wake());
}

async function countOutbox(ctx: Ctx): Promise<number> {
  const row = await ctx.db.select({ rows: count() }).from(outbox).get();
  return row?.rows ?? 0;
}

/**
 * Waits until outboxes, the queue and due alarms are empty, at most 30 s. Everything must be found
 * empty three times in a row, because the last message may have caused another.
 */
export async function drain(ctx: Ctx): Promise<DrainReport> {
  const deadlineMs = performance.now() + DRAIN_MS_MAX;
  const report = { outboxRows: 0, inFlight: 0, woken: 0, sent: 0, objectsPending: 0, rowsDue: 0 };
  let quietRounds = 0;
  await wakeConversations(ctx);
  while (performance.now() < deadlineMs) {
    const woken = await wakeObjects(ctx);
    report.woken += woken;
    report.objectsPending = await drainLedgers(ctx);
    if (inFlight.count === 0) {
      report.sent += await sweepOutbox(ctx, true);
      report.sent += (await sweepStripeEvents(ctx)) + (await sweepDeliveries(ctx));
      report.sent += (await sweepMails(ctx)) + (await sweepNoticeDeliveries(ctx));
    }
    report.outboxRows = await countOutbox(ctx);
    report.inFlight = inFlight.count;
    report.rowsDue =
      (await countBusyStripeEvents(ctx)) +
      (await countDueDeliveries(ctx)) +
      (await countDueNoticeDeliveries(ctx)) +
      (await countDueMails(ctx));
    const isQuiet =
      woken + report.outboxRows + report.inFlight + report.objectsPending + report.rowsDue === 0;
    quietRounds = isQuiet ? quietRounds + 1 : 0;
    if (quietRounds >= 3) return { drained: true, ...report };
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return { drained: false, ...report };
}
