import { and, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import { isProblem, Problem } from "#core/problem";
import { DAY_MS } from "#core/time";
import { apiKeys } from "#features/api-keys/tables";
import { cancelSubscription } from "#features/billing";
import { users } from "#features/identity/tables";
import { findUserById } from "#features/identity";
import { mailRows } from "#features/mail";
import { listMemberships, readPerson } from "#features/personal-data";
import { forgetSessions, requireFreshSession } from "#features/sessions";
import { sessions } from "#features/sessions/tables";
import { requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { findDeletion } from "./find-deletion.ts";
import { type DeletionView, GRACE_DAYS } from "./schema.ts";
import { accountDeletions } from "./tables.ts";

export interface Obstacles {
  /** Workspaces with other members and no other owner. */
  workspaces: { id: string; name: string }[];
  /** Nobody else runs the deployment. */
  lastOperator: boolean;
}

/** What has to be settled before the signed-in person's account can be deleted. */
export async function listObstacles(ctx: Ctx): Promise<Obstacles> {
  const { userId, operator } = requireUser(ctx);
  const shared = await listMemberships(ctx, userId);
  const other = await ctx.db
    .select({ one: sql`1` })
    .from(users)
    .where(and(eq(users.operator, true), ne(users.id, userId)))
    .get();
  return {
    workspaces: shared.filter(({ soleOwner }) => soleOwner).map(({ id, name }) => ({ id, name })),
    lastOperator: operator && other === undefined,
  };
}

async function requireFreeToGo(ctx: Ctx): Promise<void> {
  const { workspaces, lastOperator } = await listObstacles(ctx);
  if (workspaces.length > 0) {
    throw new Problem("conflict", {
      detail: "A workspace with other members needs another owner first, or has to be deleted.",
      extensions: { reason: "sole-owner", workspaces },
    });
  }
  if (lastOperator) {
    throw new Problem("conflict", {
      detail: "Nobody else runs this deployment; make somebody else its operator first.",
      extensions: { reason: "last-operator" },
    });
  }
}

/** Nothing is charged any more; a workspace without a subscription has nothing to end. */
async function endSubscription(ctx: Ctx): Promise<void> {
  if (ctx.workspace?.role !== "owner" || ctx.settings.stripe === undefined) return;
  try {
    await cancelSubscription(ctx);
  } catch (error) {
    if (!isProblem(error) || error.slug !== "not-found") throw error;
  }
}

/**
 * Closes the signed-in person's account: sessions and API keys end at once, a subscription ends with
 * its period, and after 14 days everything is erased that the books do not need. `confirm` is the
 * account's address as the person typed it. Refuses another one with `invalid-input`, and with
 * `conflict` the only owner of a workspace that has other members, and the only operator. A repeat
 * answers with what was asked for first. Asks for a recent proof (`reauthentication-required`); API
 * keys are `forbidden`.
 */
export async function requestDeletion(
  ctx: Ctx,
  { confirm }: { confirm: string },
): Promise<DeletionView> {
  const { userId } = requireUser(ctx);
  const before = await findDeletion(ctx, userId);
  if (before !== undefined) return before;
  requireFreshSession(ctx);
  const user = await findUserById(ctx, userId);
  const person = await readPerson(ctx, userId);
  if (user === undefined || person === undefined) throw new Problem("unauthorized");
  if (confirm.trim().toLowerCase() !== user.email) {
    throw new Problem("invalid-input", {
      errors: [{ pointer: "/confirm", detail: "type the address of the account" }],
    });
  }
  await requireFreeToGo(ctx);
  await endSubscription(ctx);
  const now = ctx.clock.now();
  const dueAtMs = now + GRACE_DAYS * DAY_MS;
  await runBatch(ctx.db, [
    ctx.db
      .insert(accountDeletions)
      .values({ userId, state: "grace", requestedAtMs: now, dueAtMs, updatedAtMs: now })
      .onConflictDoNothing(),
    ctx.db.delete(sessions).where(eq(sessions.userId, userId)),
    ctx.db
      .update(apiKeys)
      .set({ revokedAtMs: now })
      .where(
        and(
          isNull(apiKeys.revokedAtMs),
          or(eq(apiKeys.userId, userId), inArray(apiKeys.workspaceId, person.workspaceIds)),
        ),
      ),
    ...mailRows(ctx, {
      to: user.email,
      template: "deletion-requested",
      locale: user.locale,
      data: { name: user.name, url: `${ctx.origin}/sign-in`, dueAtMs: String(dueAtMs) },
      key: `deletion-requested:${userId}:${now}`,
    }),
    auditRow(ctx, "account.deletion-requested", userId, { dueAtMs }),
  ]);
  await forgetSessions(ctx.env, [userId]);
  return { state: "grace", requestedAtMs: now, dueAtMs };
}
