import { and, eq, isNull } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { requirePermission, requirePerson } from "#features/workspaces";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { requireAdmitted, tryAdmit } from "#platform/rate-limits";
import { webhookEndpoints } from "./tables.ts";

/** What sends requests into the world by hand, in a minute and workspace. */
const SENDS_PER_MINUTE = 60;

type WebhookPermission = "webhooks.read" | "webhooks.write";

/** The workspace, for a person who may see, or change, where it sends things. */
export function requireWebhooks(ctx: Ctx, permission: WebhookPermission): WorkspaceRef {
  requirePerson(ctx);
  return requirePermission(ctx, permission);
}

/** An endpoint of the workspace. Another's, an unknown or a deleted one is `not-found`. */
export async function requireEndpoint(
  ctx: Ctx,
  id: string,
  permission: WebhookPermission,
): Promise<typeof webhookEndpoints.$inferSelect> {
  const workspace = requireWebhooks(ctx, permission);
  const row = isId("whe", id)
    ? await ctx.db
        .select()
        .from(webhookEndpoints)
        .where(
          and(
            eq(webhookEndpoints.id, id),
            eq(webhookEndpoints.workspaceId, workspace.id),
            isNull(webhookEndpoints.deletedAtMs),
          ),
        )
        .get()
    : undefined;
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such endpoint." });
  return row;
}

/** Counts what is sent by hand; refuses with `too-many-requests` what comes too soon. */
export async function admitSend(ctx: Ctx, { id }: WorkspaceRef): Promise<void> {
  const rule = { name: "sends", limit: SENDS_PER_MINUTE, windowMs: MINUTE_MS };
  requireAdmitted(await tryAdmit(ctx.env, `webhooks:${id}`, [rule]));
}
