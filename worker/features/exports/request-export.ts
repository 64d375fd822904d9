import { and, count, desc, eq, gt, ne } from "drizzle-orm";
import { newId, type UserId } from "#core/ids";
import { Problem } from "#core/problem";
import { DAY_MS } from "#core/time";
import { readPerson } from "#features/personal-data";
import { requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { isUniqueViolation, runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { exportParts } from "./export-parts.ts";
import type { ExportView } from "./schema.ts";
import { personExports } from "./tables.ts";
import { toExportView } from "./to-export-view.ts";

const A_DAY = 3;

async function requireSome(ctx: Ctx, userId: UserId): Promise<void> {
  const since = ctx.clock.now() - DAY_MS;
  const [made] = await ctx.db
    .select({ n: count() })
    .from(personExports)
    .where(and(eq(personExports.userId, userId), gt(personExports.requestedAtMs, since)));
  if ((made?.n ?? 0) < A_DAY) return;
  throw new Problem("limit-reached", {
    detail: `At most ${A_DAY} exports in a day.`,
    extensions: { limit: A_DAY },
  });
}

/** The person's exports that are not over, newest first. */
export async function listExports(ctx: Ctx): Promise<ExportView[]> {
  const { userId } = requireUser(ctx);
  const rows = await ctx.db
    .select()
    .from(personExports)
    .where(and(eq(personExports.userId, userId), ne(personExports.state, "expired")))
    .orderBy(desc(personExports.requestedAtMs))
    .limit(10);
  return rows.map((row) => toExportView(row, ctx.clock.now()));
}

/**
 * Begins to gather everything about the signed-in person, on the work queue, so that it goes on when
 * the page is left; they get a mail and a notice when it is ready. One at a time: while one is being
 * made, that one is the answer, so a repeat is safe. Refuses more than three in a day with
 * `limit-reached`, and API keys with `forbidden`.
 */
export async function requestExport(ctx: Ctx): Promise<ExportView> {
  const { userId } = requireUser(ctx);
  const running = (await listExports(ctx)).find(({ state }) => state === "running");
  if (running !== undefined) return running;
  await requireSome(ctx, userId);
  const person = await readPerson(ctx, userId);
  if (person === undefined) throw new Problem("unauthorized");
  const counts = await Promise.all(exportParts.map((part) => part.count(ctx, person)));
  const now = ctx.clock.now();
  const row: typeof personExports.$inferSelect = {
    id: newId("pex", now),
    userId,
    state: "running",
    cursor: { part: exportParts[0]?.name ?? "", after: "" },
    step: 0,
    done: 0,
    total: counts.reduce((sum, one) => sum + one, 1),
    byteSize: null,
    token: crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: "base64url" }),
    requestedAtMs: now,
    updatedAtMs: now,
    readyAtMs: null,
    expiresAtMs: null,
  };
  try {
    await runBatch(ctx.db, [
      ctx.db.insert(personExports).values(row),
      auditRow(ctx, "export.requested", row.id),
      outboxRow(ctx, "exports.continue", { exportId: row.id }),
    ]);
  } catch (error) {
    if (!isUniqueViolation(error, "person_exports.user_id")) throw error;
    const other = (await listExports(ctx)).find(({ state }) => state === "running");
    if (other === undefined) throw error;
    return other;
  }
  return toExportView(row, now);
}
