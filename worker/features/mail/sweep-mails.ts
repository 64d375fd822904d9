import { and, count, eq, lte } from "drizzle-orm";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { openTransport } from "#platform/mail/open-transport";
import { announceMails } from "./announce-mails.ts";
import { CLAIM_MS, CLAIMED_MAX, isDue, isHeld, type MailRow } from "./claim-mails.ts";
import { KEY_KNOWN_MS } from "./decide-conclusion.ts";
import { mails } from "./tables.ts";

const LAPSED_MAX = 200;
/** As many connections to a mail server at once; the outbox is the database alone. */
const JOBS_MAX = 8;
const CUT_OFF = "the job that sent it was cut off before it heard the answer";

/** How a mail goes on whose claim has lapsed: sent again only where that cannot send it twice. */
async function lapsedRows(ctx: Ctx, row: MailRow): Promise<Statement[]> {
  const nowMs = ctx.clock.now();
  const again = { state: "waiting", nextTryAtMs: nowMs } as const;
  if (row.handedOverAtMs === null || row.transport === null) {
    return [ctx.db.update(mails).set(again).where(isHeld(row))];
  }
  const { honoursIdempotency } = await openTransport(ctx, row.transport);
  if (honoursIdempotency && nowMs - row.handedOverAtMs < KEY_KNOWN_MS) {
    const pinned = { ...again, pinned: true, reason: CUT_OFF };
    return [ctx.db.update(mails).set(pinned).where(isHeld(row))];
  }
  const unknown = {
    state: "unknown",
    nextTryAtMs: null,
    endedAtMs: nowMs,
    reason: CUT_OFF,
  } as const;
  return [
    ctx.db
      .update(mails)
      .set({ ...unknown, pinned: false })
      .where(isHeld(row)),
    auditRow(ctx, "mail.unknown", row.id, { template: row.template, transport: row.transport }),
  ];
}

async function releaseLapsed(ctx: Ctx, untilMs: number): Promise<number> {
  const rows = await ctx.db
    .select()
    .from(mails)
    .where(and(eq(mails.state, "sending"), lte(mails.nextTryAtMs, untilMs)))
    .limit(LAPSED_MAX);
  for (const row of rows) await runBatch(ctx.db, await lapsedRows(ctx, row));
  return rows.length;
}

/** How many mails are due. For jobs. */
export async function countDueMails(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const due = await ctx.db
    .select({ mails: count() })
    .from(mails)
    .where(isDue(ctx.clock.now()))
    .get();
  return due?.mails ?? 0;
}

/**
 * Takes up mails whose claim has lapsed and announces what is due; answers how many mails are. One
 * that was handed to a transport before its job was cut off is sent again only under a key that the
 * transport knows; otherwise it becomes `unknown`. For jobs.
 */
export async function sweepMails(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  await releaseLapsed(ctx, ctx.clock.now());
  const due = await countDueMails(ctx);
  const most = ctx.settings.mail.transport === "outbox" ? 1 : JOBS_MAX;
  if (due > 0) await announceMails(ctx, 0, Math.min(Math.ceil(due / CLAIMED_MAX), most));
  return due;
}

/**
 * As the sweep, and every claim has lapsed: for a local product that starts again, where no job of
 * before can still be running. For jobs.
 */
export async function recoverMails(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  while ((await releaseLapsed(ctx, ctx.clock.now() + CLAIM_MS)) === LAPSED_MAX);
  return await sweepMails(ctx);
}
