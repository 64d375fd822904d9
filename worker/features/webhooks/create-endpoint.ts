import { and, count, eq, isNull, sql } from "drizzle-orm";
import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { requireWebhooks } from "./access.ts";
import { requireUrl } from "./require-url.ts";
import { ENDPOINTS_MAX, type EndpointView, NewEndpoint } from "./schema.ts";
import { newSecret, sealSecret } from "./secret.ts";
import { webhookEndpoints } from "./tables.ts";
import { toEndpointView } from "./to-webhook-view.ts";

function full(): Problem {
  return new Problem("limit-reached", {
    detail: `A workspace has at most ${ENDPOINTS_MAX} endpoints; delete one first.`,
    extensions: { limit: ENDPOINTS_MAX },
  });
}

/**
 * Makes an endpoint that is told from now on what happens in the workspace. Its signing secret is in
 * this answer and never again. For owners and admins. Refuses an address that may not be called with
 * `url-refused` and the 21st endpoint with `limit-reached`. A repeat makes another endpoint; send an
 * idempotency key to avoid that.
 */
export async function createEndpoint(
  ctx: Ctx,
  input: NewEndpoint,
): Promise<{ endpoint: EndpointView; secret: string }> {
  const workspace = requireWebhooks(ctx, "webhooks.write");
  const { url: text, description, types } = parseInput(NewEndpoint, input);
  const ofWorkspace = and(
    eq(webhookEndpoints.workspaceId, workspace.id),
    isNull(webhookEndpoints.deletedAtMs),
  );
  const there = await ctx.db
    .select({ endpoints: count() })
    .from(webhookEndpoints)
    .where(ofWorkspace)
    .get();
  if ((there?.endpoints ?? 0) >= ENDPOINTS_MAX) throw full();
  const url = await requireUrl(ctx, text);
  const secret = newSecret();
  const now = ctx.clock.now();
  const row: typeof webhookEndpoints.$inferSelect = {
    id: newId("whe", now),
    workspaceId: workspace.id,
    url,
    description,
    types: types === null ? null : [...new Set(types)],
    state: "active",
    disabledReason: null,
    failingSinceAtMs: null,
    sealedSecret: await sealSecret(ctx, secret),
    sealedOldSecret: null,
    oldSecretUntilMs: null,
    createdAtMs: now,
    updatedAtMs: now,
    deletedAtMs: null,
  };
  const hasRoom = sql`(SELECT COUNT(*) FROM ${webhookEndpoints} WHERE ${ofWorkspace}) < ${ENDPOINTS_MAX}`;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, hasRoom),
      ctx.db.insert(webhookEndpoints).values(row),
      auditRow(ctx, "webhook-endpoint.created", row.id, { host: new URL(url).host }),
    ]);
  } catch (error) {
    if (isGuardFailure(error)) throw full();
    throw error;
  }
  return { endpoint: toEndpointView(row, now), secret };
}
