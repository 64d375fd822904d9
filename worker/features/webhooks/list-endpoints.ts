import { and, asc, eq, isNull } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import { requireEndpoint, requireWebhooks } from "./access.ts";
import { ENDPOINTS_MAX, type EndpointView } from "./schema.ts";
import { webhookEndpoints } from "./tables.ts";
import { toEndpointView } from "./to-webhook-view.ts";

/** The endpoints of the workspace, oldest first. For owners and admins. */
export async function listEndpoints(ctx: Ctx): Promise<EndpointView[]> {
  const workspace = requireWebhooks(ctx, "webhooks.read");
  const rows = await ctx.db
    .select()
    .from(webhookEndpoints)
    .where(
      and(eq(webhookEndpoints.workspaceId, workspace.id), isNull(webhookEndpoints.deletedAtMs)),
    )
    .orderBy(asc(webhookEndpoints.createdAtMs), asc(webhookEndpoints.id))
    .limit(ENDPOINTS_MAX);
  return rows.map((row) => toEndpointView(row, ctx.clock.now()));
}

/** One endpoint. For owners and admins. Another workspace's is `not-found`. */
export async function getEndpoint(ctx: Ctx, id: string): Promise<EndpointView> {
  return toEndpointView(await requireEndpoint(ctx, id, "webhooks.read"), ctx.clock.now());
}
