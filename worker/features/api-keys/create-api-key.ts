import { and, count, eq, isNull } from "drizzle-orm";
import { newId } from "#core/ids";
import { MICRO_PER_PT } from "#core/money";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { planOf } from "#features/plans";
import { isOperator, requirePermission, requirePerson } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Actor, Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { type ApiKeyView, NewApiKey } from "./schema.ts";
import { hashSecret, newSecret } from "./secret.ts";
import { apiKeys } from "./tables.ts";
import { toApiKeyView } from "./to-api-key-view.ts";

export const REQUESTS_PER_MINUTE_DEFAULT = 6_000;
const KEYS_PER_WORKSPACE_MAX = 100;
const nothingSpent = { spentMicroPt: 0, heldMicroPt: 0 };

/** A key makes no key that may do more than itself. */
function checkEscalation(actor: Actor, input: NewApiKey): void {
  if (actor.kind !== "api-key") return;
  if (actor.budgetMicroPt !== undefined || actor.models !== undefined) {
    throw new Problem("forbidden", {
      detail: "A key with a budget or a list of models cannot make other keys.",
    });
  }
  const lacking = input.scopes.filter((scope) => !actor.scopes.includes(scope));
  if (lacking.length > 0) {
    throw new Problem("forbidden", {
      detail: `A key cannot give away scopes that it lacks: ${lacking.join(", ")}.`,
    });
  }
}

/**
 * Makes an API key of the workspace that acts for the caller. What its plan allows a minute holds
 * for all keys of a person together; only a rate that the operator names may be higher. The secret is in this answer and never
 * again. Refuses an expiry in the past with `invalid-input` and the 101st live key with
 * `limit-reached`. A repeat makes another key; send an idempotency key to avoid that.
 */
export async function createApiKey(
  ctx: Ctx,
  input: typeof NewApiKey._zod.input,
): Promise<{ key: ApiKeyView; secret: string }> {
  const workspace = requirePermission(ctx, "keys.write");
  const userId = requirePerson(ctx);
  const wanted = parseInput(NewApiKey, input);
  checkEscalation(ctx.actor, wanted);
  const now = ctx.clock.now();
  if (wanted.expiresAtMs !== undefined && wanted.expiresAtMs <= now) {
    const detail = "the expiry lies in the past";
    throw new Problem("invalid-input", { detail, errors: [{ pointer: "/expiresAt", detail }] });
  }
  const live = await ctx.db
    .select({ keys: count() })
    .from(apiKeys)
    .where(and(eq(apiKeys.workspaceId, workspace.id), isNull(apiKeys.revokedAtMs)))
    .get();
  if ((live?.keys ?? 0) >= KEYS_PER_WORKSPACE_MAX) {
    throw new Problem("limit-reached", {
      detail: `A workspace has at most ${KEYS_PER_WORKSPACE_MAX} keys; revoke one first.`,
      extensions: { limit: KEYS_PER_WORKSPACE_MAX },
    });
  }
  const id = newId("key", now);
  const { secret, prefix } = newSecret(id);
  const row = {
    id,
    workspaceId: workspace.id,
    userId,
    name: wanted.name,
    prefix,
    secretHash: await hashSecret(secret),
    scopes: [...new Set(wanted.scopes)],
    budgetMicroPt: wanted.budgetPt === undefined ? null : wanted.budgetPt * MICRO_PER_PT,
    models: wanted.models ?? null,
    requestsPerMinute: wanted.requestsPerMinute ?? REQUESTS_PER_MINUTE_DEFAULT,
    // A rate that the operator names is what they want, whatever the plan says.
    limitedByPlan: !(isOperator(ctx.actor) && wanted.requestsPerMinute !== undefined),
    allowedRanges: wanted.allowedRanges ?? null,
    oldSecretHash: null,
    oldSecretUntilMs: null,
    createdAtMs: now,
    expiresAtMs: wanted.expiresAtMs ?? null,
    lastUsedAtMs: null,
    revokedAtMs: null,
  };
  await runBatch(ctx.db, [
    ctx.db.insert(apiKeys).values(row),
    auditRow(ctx, "api-key.created", id, { prefix, scopes: row.scopes }),
  ]);
  return { key: toApiKeyView(row, await planOf(ctx, workspace), nothingSpent), secret };
}
