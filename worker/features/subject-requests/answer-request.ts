import { and, eq, isNull } from "drizzle-orm";
import { isId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { addMonths } from "#core/time";
import { mailRows } from "#features/mail";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { CloseSubjectRequest, ExtendSubjectRequest } from "./schema.ts";
import { subjectRequests } from "./tables.ts";

async function requireOpen(ctx: Ctx, id: string) {
  requireOperator(ctx);
  const row = isId("sreq", id)
    ? await ctx.db.select().from(subjectRequests).where(eq(subjectRequests.id, id)).get()
    : undefined;
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such request." });
  if (row.state !== "open") {
    throw new Problem("conflict", {
      detail: "The request is not open.",
      extensions: { state: row.state },
    });
  }
  return row;
}

/**
 * Answers a request: what was done, or why not, goes to the person by mail, once. For the operator. A
 * request that is not open is a `conflict`.
 */
export async function closeSubjectRequest(
  ctx: Ctx,
  id: string,
  input: CloseSubjectRequest,
): Promise<void> {
  const row = await requireOpen(ctx, id);
  const { outcome, answer } = parseInput(CloseSubjectRequest, input);
  const now = ctx.clock.now();
  await runBatch(ctx.db, [
    ctx.db
      .update(subjectRequests)
      .set({ state: outcome, answer, closedAtMs: now, updatedAtMs: now })
      .where(and(eq(subjectRequests.id, row.id), eq(subjectRequests.state, "open"))),
    ...mailRows(ctx, {
      to: row.email,
      template: "subject-answer",
      locale: row.locale,
      data: { name: row.email, url: `${ctx.origin}/legal/privacy`, message: answer },
      key: `subject-answer:${row.id}`,
    }),
    auditRow(ctx, "subject-request.closed", row.id, { outcome }),
  ]);
}

/**
 * Gives a request two more months, once, and tells the person the reason (Art. 12(3) GDPR). For the operator; a second time is a `conflict`.
 */
export async function extendSubjectRequest(
  ctx: Ctx,
  id: string,
  input: ExtendSubjectRequest,
): Promise<void> {
  const row = await requireOpen(ctx, id);
  const { reason } = parseInput(ExtendSubjectRequest, input);
  if (row.extendedAtMs !== null || row.dueAtMs === null) {
    throw new Problem("conflict", { detail: "The time was extended already." });
  }
  const now = ctx.clock.now();
  await runBatch(ctx.db, [
    ctx.db
      .update(subjectRequests)
      .set({
        dueAtMs: addMonths(row.dueAtMs, 2),
        extendedAtMs: now,
        extensionReason: reason,
        updatedAtMs: now,
      })
      .where(and(eq(subjectRequests.id, row.id), isNull(subjectRequests.extendedAtMs))),
    ...mailRows(ctx, {
      to: row.email,
      template: "subject-answer",
      locale: row.locale,
      data: { name: row.email, url: `${ctx.origin}/legal/privacy`, message: reason },
      key: `subject-extension:${row.id}`,
    }),
    auditRow(ctx, "subject-request.extended", row.id),
  ]);
}
