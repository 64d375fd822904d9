import { and, eq } from "drizzle-orm";
import type { Id } from "#core/ids";
import { DAY_MS, SECOND_MS } from "#core/time";
import { findUserById } from "#features/identity";
import { mailRows } from "#features/mail";
import { noticeRows } from "#features/notices";
import { readPerson } from "#features/personal-data";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { exportParts } from "./export-parts.ts";
import { pieceKey } from "./keys.ts";
import { personExports } from "./tables.ts";
import { clearBucket, writeArchive } from "./write-archive.ts";

type ExportRow = typeof personExports.$inferSelect;

const KEPT_MS = 7 * DAY_MS;
/** How long one message works before it hands over to the next. */
const TURN_MS = 15 * SECOND_MS;
const PACKING = "packing";

/** The row is still as it was read: whoever else worked on it meanwhile goes on instead. */
const unchanged = ({ id, step }: ExportRow) =>
  and(eq(personExports.id, id), eq(personExports.step, step), eq(personExports.state, "running"));

async function finish(ctx: Ctx, row: ExportRow): Promise<void> {
  const byteSize = await writeArchive(ctx, row.id);
  const now = ctx.clock.now();
  const expiresAtMs = now + KEPT_MS;
  const user = await findUserById(ctx, row.userId);
  const person = await readPerson(ctx, row.userId);
  const href = "/account/privacy";
  const told =
    user === undefined
      ? []
      : [
          ...mailRows(ctx, {
            to: user.email,
            template: "export-ready",
            locale: user.locale,
            data: {
              name: user.name,
              url: `${ctx.origin}${href}`,
              expiresAtMs: String(expiresAtMs),
            },
            key: `export-ready:${row.id}`,
          }),
          ...(person?.workspaceIds[0] === undefined
            ? []
            : noticeRows(ctx, {
                workspaceId: person.workspaceIds[0],
                userId: row.userId,
                key: `export-ready:${row.id}`,
                kind: "export-ready",
                data: { expiresAtMs: String(expiresAtMs) },
                href,
              })),
        ];
  await runBatch(ctx.db, [
    ctx.db
      .update(personExports)
      .set({
        state: "ready",
        step: row.step + 1,
        done: row.total,
        byteSize,
        readyAtMs: now,
        expiresAtMs,
        updatedAtMs: now,
      })
      .where(unchanged(row)),
    ...told,
    auditRow(ctx, "export.ready", row.id, { byteSize }),
  ]);
  await clearBucket(ctx, row.id, false);
}

/**
 * One step: a portion of one part goes into the bucket, then the row says where to go on. Cut short
 * anywhere it is done again, and writes the same piece.
 */
async function step(ctx: Ctx, row: ExportRow): Promise<void> {
  if (row.cursor.part === PACKING) return await finish(ctx, row);
  const index = exportParts.findIndex(({ name }) => name === row.cursor.part);
  const part = exportParts[index];
  const person = await readPerson(ctx, row.userId);
  if (part === undefined || person === undefined) {
    await ctx.db.update(personExports).set({ state: "expired" }).where(unchanged(row));
    return;
  }
  const { path, body, items, next } = await part.read(ctx, person, row.cursor.after);
  if (body !== null) {
    const bytes = typeof body === "string" ? body : await new Response(body).arrayBuffer();
    await ctx.bucket.put(pieceKey(row.id, row.step, path), bytes);
  }
  const following = exportParts[index + 1]?.name ?? PACKING;
  const cursor = next === null ? { part: following, after: "" } : { part: part.name, after: next };
  await ctx.db
    .update(personExports)
    .set({ cursor, step: row.step + 1, done: row.done + items, updatedAtMs: ctx.clock.now() })
    .where(unchanged(row));
}

async function findRunning(ctx: Ctx, id: Id<"pex">): Promise<ExportRow | undefined> {
  return await ctx.db
    .select()
    .from(personExports)
    .where(and(eq(personExports.id, id), eq(personExports.state, "running")))
    .get();
}

/**
 * Goes on with an export for at most `steps` steps and about 15 seconds, and asks for the rest on the
 * work queue. Safe to repeat and to run twice at once: a step counts for whoever wrote it first. For
 * jobs.
 */
export async function continueExport(
  ctx: Ctx,
  id: Id<"pex">,
  steps = Number.POSITIVE_INFINITY,
): Promise<void> {
  requireOperator(ctx);
  const untilMs = performance.now() + TURN_MS;
  for (let taken = 0; taken < steps && performance.now() < untilMs; taken++) {
    const row = await findRunning(ctx, id);
    if (row === undefined) return;
    await step(ctx, row);
  }
  if ((await findRunning(ctx, id)) === undefined) return;
  await runBatch(ctx.db, [outboxRow(ctx, "exports.continue", { exportId: id })]);
}
