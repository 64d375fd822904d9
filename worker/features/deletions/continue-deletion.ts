import { and, eq, lte, or, sql } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { MINUTE_MS, SECOND_MS } from "#core/time";
import { billingCustomers } from "#features/billing/tables";
import { readPerson } from "#features/personal-data";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import {
  eraseCompletions,
  eraseConversations,
  eraseDocuments,
  eraseFiles,
  eraseStripeEvents,
} from "./erase-objects.ts";
import { tableParts } from "./erase-tables.ts";
import type { DeletionCursor } from "./schema.ts";
import { accountDeletions } from "./tables.ts";

type DeletionRow = typeof accountDeletions.$inferSelect;

const TURN_MS = 15 * SECOND_MS;
const STUCK_AFTER_MS = 5 * MINUTE_MS;
const AT_ONCE = 50;

interface Part {
  name: string;
  erase(ctx: Ctx, cursor: DeletionCursor): Promise<boolean>;
}

/** Objects and files go first: the rows say where they are. */
const parts: Part[] = [
  { name: "objects of conversations", erase: eraseConversations },
  { name: "objects of the API", erase: eraseCompletions },
  { name: "files of documents", erase: eraseDocuments },
  { name: "other files", erase: eraseFiles },
  { name: "events of payments", erase: eraseStripeEvents },
  ...tableParts,
];

/** Whom it is about, written down before anything of it is gone. */
async function begin(ctx: Ctx, row: DeletionRow): Promise<void> {
  const person = await readPerson(ctx, row.userId);
  if (person === undefined) throw new Error("There is nobody to erase");
  const customers = await ctx.db
    .select({ id: billingCustomers.stripeCustomerId })
    .from(billingCustomers)
    .where(
      sql`${billingCustomers.workspaceId} IN (SELECT value FROM json_each(${JSON.stringify(person.workspaceIds)}))`,
    );
  const customerIds = customers.flatMap(({ id }) => (id === null ? [] : [id]));
  await runBatch(ctx.db, [
    ctx.db
      .update(accountDeletions)
      .set({
        state: "erasing",
        cursor: { part: parts[0]?.name ?? "", person, customerIds },
        updatedAtMs: ctx.clock.now(),
      })
      .where(and(eq(accountDeletions.userId, row.userId), eq(accountDeletions.state, "grace"))),
    auditRow(ctx, "account.erasure-begun", row.userId),
  ]);
}

async function finish(ctx: Ctx, { userId }: DeletionRow): Promise<void> {
  const now = ctx.clock.now();
  await runBatch(ctx.db, [
    ctx.db
      .update(accountDeletions)
      .set({ state: "erased", cursor: null, erasedAtMs: now, updatedAtMs: now })
      .where(eq(accountDeletions.userId, userId)),
    auditRow(ctx, "account.erased", userId),
  ]);
}

async function step(ctx: Ctx, row: DeletionRow): Promise<void> {
  const { cursor, userId } = row;
  if (row.state === "grace" || cursor === null) return await begin(ctx, row);
  const index = parts.findIndex(({ name }) => name === cursor.part);
  const part = parts[index];
  if (part === undefined) return await finish(ctx, row);
  const isDone = await part.erase(ctx, cursor);
  const next = isDone ? (parts[index + 1]?.name ?? "end") : part.name;
  await ctx.db
    .update(accountDeletions)
    .set({ cursor: { ...cursor, part: next }, updatedAtMs: ctx.clock.now() })
    .where(
      and(
        eq(accountDeletions.userId, userId),
        eq(accountDeletions.state, "erasing"),
        eq(sql`json_extract(${accountDeletions.cursor}, '$.part')`, cursor.part),
      ),
    );
}

async function findDue(ctx: Ctx, userId: UserId): Promise<DeletionRow | undefined> {
  const isDue = and(
    eq(accountDeletions.state, "grace"),
    lte(accountDeletions.dueAtMs, ctx.clock.now()),
  );
  return await ctx.db
    .select()
    .from(accountDeletions)
    .where(
      and(eq(accountDeletions.userId, userId), or(isDue, eq(accountDeletions.state, "erasing"))),
    )
    .get();
}

/**
 * Goes on with an erasure whose time has come, for at most `steps` steps and about 15 seconds, and
 * asks for the rest on the work queue. Every step can be done again: cut short anywhere, it leaves
 * nothing half done that the next one does not finish. For jobs.
 */
export async function continueDeletion(
  ctx: Ctx,
  userId: UserId,
  steps = Number.POSITIVE_INFINITY,
): Promise<void> {
  requireOperator(ctx);
  const untilMs = performance.now() + TURN_MS;
  for (let taken = 0; taken < steps && performance.now() < untilMs; taken++) {
    const row = await findDue(ctx, userId);
    if (row === undefined) return;
    await step(ctx, row);
  }
  if ((await findDue(ctx, userId)) === undefined) return;
  await runBatch(ctx.db, [outboxRow(ctx, "deletions.continue", { userId })]);
}

/** Asks for erasures that are due, or that nobody has worked on for five minutes. For jobs. */
export async function sweepDeletions(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const now = ctx.clock.now();
  const due = await ctx.db
    .select({ userId: accountDeletions.userId })
    .from(accountDeletions)
    .where(
      or(
        and(eq(accountDeletions.state, "grace"), lte(accountDeletions.dueAtMs, now)),
        and(
          eq(accountDeletions.state, "erasing"),
          lte(accountDeletions.updatedAtMs, now - STUCK_AFTER_MS),
        ),
      ),
    )
    .limit(AT_ONCE);
  await runBatch(
    ctx.db,
    due.map(({ userId }) => outboxRow(ctx, "deletions.continue", { userId })),
  );
  return due.length;
}
