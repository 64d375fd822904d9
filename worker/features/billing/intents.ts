import { and, eq, sql } from "drizzle-orm";
import { type Id, newId, type WorkspaceId } from "#core/ids";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx } from "#platform/ctx";
import {
  guardRow,
  isGuardFailure,
  isUniqueViolation,
  runBatch,
  type Statement,
} from "#platform/db";
import type { ChangeIntent, IntentKind, IntentState } from "./schema.ts";
import type { SubscriptionRow } from "./subscription-row.ts";
import { billingIntents, subscriptions } from "./tables.ts";

export type IntentRow = typeof billingIntents.$inferSelect;

/** After this long whoever began an intent is taken to be gone, and others may finish it. */
export const INTENT_LEFT_AFTER_MS = MINUTE_MS;

export interface NewIntent {
  workspaceId: WorkspaceId;
  lane: IntentRow["lane"];
  kind: IntentKind;
  request: ChangeIntent;
  /** The subscription as it was read when this was decided. */
  subscription?: SubscriptionRow | undefined;
}

/** The same for two requests that ask for the same. */
export function requestKeyOf(kind: IntentKind, request: ChangeIntent): string {
  const { comment: _comment, reason: _reason, ...rest } = request;
  const parts = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${kind}:${JSON.stringify(parts)}`;
}

async function findPending(
  ctx: Ctx,
  workspaceId: WorkspaceId,
  lane: IntentRow["lane"],
): Promise<IntentRow | undefined> {
  return await ctx.db
    .select()
    .from(billingIntents)
    .where(
      and(
        eq(billingIntents.workspaceId, workspaceId),
        eq(billingIntents.lane, lane),
        eq(billingIntents.state, "pending"),
      ),
    )
    .get();
}

function unchangedSince(ctx: Ctx, { id, version }: SubscriptionRow): Statement {
  return guardRow(
    ctx.db,
    sql`(SELECT ${subscriptions.version} FROM ${subscriptions} WHERE ${subscriptions.id} = ${id}) = ${version}`,
  );
}

export type Claim =
  /** It is ours, or another request wants the same: both may go on, their calls are one. */
  | { kind: "claimed"; intent: IntentRow }
  /** Something else is under way. */
  | { kind: "busy"; intent: IntentRow }
  /** The subscription is not as it was read. */
  | { kind: "overtaken" };

/** The intent of a request, written before Stripe is called. */
export async function claimIntent(ctx: Ctx, wanted: NewIntent): Promise<Claim> {
  const { workspaceId, lane, kind, request, subscription } = wanted;
  const now = ctx.clock.now();
  const requestKey = requestKeyOf(kind, request);
  const row: IntentRow = {
    id: newId("bint", now),
    workspaceId,
    lane,
    kind,
    subscriptionId: subscription?.id ?? null,
    request,
    basis: subscription ?? null,
    requestKey,
    state: "pending",
    stripeObjectId: null,
    url: null,
    actor: actorLabel(ctx.actor),
    reason: null,
    createdAtMs: now,
    endedAtMs: null,
  };
  try {
    await runBatch(ctx.db, [
      ...(subscription === undefined ? [] : [unchangedSince(ctx, subscription)]),
      ctx.db.insert(billingIntents).values(row),
      auditRow(ctx, `billing.${kind}-requested`, subscription?.id ?? workspaceId, {
        intentId: row.id,
      }),
    ]);
    return { kind: "claimed", intent: row };
  } catch (cause) {
    if (isGuardFailure(cause)) return { kind: "overtaken" };
    if (!isUniqueViolation(cause, "billing_intents.workspace_id")) throw cause;
  }
  const pending = await findPending(ctx, workspaceId, lane);
  if (pending === undefined) return { kind: "overtaken" };
  return { kind: pending.requestKey === requestKey ? "claimed" : "busy", intent: pending };
}

export interface IntentEnd {
  state: Exclude<IntentState, "pending">;
  stripeObjectId?: string;
  reason?: string;
}

/** Closes a pending intent; one that is closed already stays as it is. */
export function endIntentRow(ctx: Ctx, id: Id<"bint">, end: IntentEnd): Statement {
  return ctx.db
    .update(billingIntents)
    .set({ ...end, endedAtMs: ctx.clock.now() })
    .where(and(eq(billingIntents.id, id), eq(billingIntents.state, "pending")));
}

export async function endIntent(ctx: Ctx, id: Id<"bint">, end: IntentEnd): Promise<void> {
  await runBatch(ctx.db, [
    endIntentRow(ctx, id, end),
    auditRow(ctx, `billing.intent-${end.state}`, id, end.reason ? { reason: end.reason } : {}),
  ]);
}

export function isLeft(ctx: Ctx, intent: IntentRow): boolean {
  return ctx.clock.now() - intent.createdAtMs >= INTENT_LEFT_AFTER_MS;
}

export function busyProblem(): Problem {
  return new Problem("conflict", {
    detail: "Another change of this subscription is under way; try again in a moment.",
    retryAfterSeconds: 3,
  });
}
