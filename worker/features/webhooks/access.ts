import { and, eq, isNull } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { requireMember, requirePerson } from "#features/workspaces";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { requireAdmitted, tryAdmit } from "#platform/rate-limits";
import { webhookEndpoints } from "./tables.ts";

/** What sends requests into the world by hand, in a minute and workspace. */
const SENDS_PER_MINUTE = 60;

/** The workspace, for a person who may change where it sends things: its owner and admins. */
export function requireWebhookAdmin(ctx: Ctx): WorkspaceRef {
  requirePerson(ctx);
  return requireMember(ctx, "admin");
}

/** An endpoint of the workspace. Another's, an unknown or a deleted one is `not-found`. */
export async function requireEndpoint(
  ctx: Ctx,
  id: string,
): Promise<typeof webhookEndpoints.$inferSelect> {
  const workspace = requireWebhookAdmin(ctx);
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
