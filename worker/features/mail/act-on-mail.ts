import { and, eq, inArray, isNotNull, or, type SQL, sql } from "drizzle-orm";
import type { SQLiteUpdateSetSource } from "drizzle-orm/sqlite-core";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { AuditAction } from "#platform/audit-actions";
import type { Ctx } from "#platform/ctx";
import { announceMails } from "./announce-mails.ts";
import { mails } from "./tables.ts";

type Change = SQLiteUpdateSetSource<typeof mails>;

async function act(
  ctx: Ctx,
  id: string,
  { action, when, change }: { action: AuditAction; when: SQL | undefined; change: Change },
): Promise<void> {
  requireOperator(ctx);
  const known = await ctx.db.select({ id: mails.id }).from(mails).where(eq(mails.id, id)).get();
  if (known === undefined) throw new Problem("not-found", { detail: "There is no such mail." });
  const [changed] = await ctx.db.batch([
    ctx.db
      .update(mails)
      .set(change)
      .where(and(eq(mails.id, id), when))
      .returning({ id: mails.id }),
    auditRow(ctx, action, id),
  ]);
  if (changed.length === 0) {
    throw new Problem("conflict", {
      detail: "The mail is not in a state in which this can be done.",
    });
  }
}

/**
 * Tries a mail at once: one that waits before its turn comes, one that was refused from the start, for
 * another three days. For the operator. A mail in any other state, or whose message is no longer kept,
 * is a `conflict`; unknown ids are `not-found`. A repeat does nothing more.
 */
export async function retryMail(ctx: Ctx, id: string): Promise<void> {
  const nowMs = ctx.clock.now();
  await act(ctx, id, {
    action: "mail.retried",
    when: or(eq(mails.state, "waiting"), and(eq(mails.state, "refused"), isNotNull(mails.raw))),
    change: {
      state: "waiting",
      nextTryAtMs: nowMs,
      endedAtMs: null,
      firstTryAtMs: sql`CASE ${mails.state} WHEN 'refused' THEN NULL ELSE ${mails.firstTryAtMs} END`,
    },
  });
  await announceMails(ctx);
}

/**
 * Gives up a mail that waits. For the operator. One that was claimed, sent or has ended is a
 * `conflict`; unknown ids are `not-found`.
 */
export async function cancelMail(ctx: Ctx, id: string): Promise<void> {
  await act(ctx, id, {
    action: "mail.cancelled",
    when: and(inArray(mails.state, ["waiting"]), eq(mails.pinned, false)),
    change: {
      state: "cancelled",
      nextTryAtMs: null,
      endedAtMs: ctx.clock.now(),
      data: null,
      text: null,
      html: null,
      raw: null,
    },
  });
}

/**
 * Sends a mail again of which nobody can say whether it was accepted: the operator's own act, because
 * its reader may get it twice. For the operator. A mail in any other state, or whose message is no
 * longer kept, is a `conflict`, so that a repeat does nothing; unknown ids are `not-found`.
 */
export async function resendMail(ctx: Ctx, id: string): Promise<void> {
  await act(ctx, id, {
    action: "mail.resent",
    when: and(eq(mails.state, "unknown"), or(isNotNull(mails.raw), isNotNull(mails.data))),
    change: {
      state: "waiting",
      nextTryAtMs: ctx.clock.now(),
      resends: sql`${mails.resends} + 1`,
      pinned: false,
      handedOverAtMs: null,
      firstTryAtMs: null,
      endedAtMs: null,
    },
  });
  await announceMails(ctx);
}
