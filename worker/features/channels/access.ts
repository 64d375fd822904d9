import { and, eq, isNull } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { requirePermission, requirePerson } from "#features/workspaces";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { requireAdmitted, tryAdmit } from "#platform/rate-limits";
import { noticeChannels, pushDevices } from "./tables.ts";

/** Tests by hand, in a minute. */
const TESTS_PER_MINUTE = 20;

/** The workspace, for a person who may see, or change, where it is told. */
export function requireChannels(
  ctx: Ctx,
  permission: "webhooks.read" | "webhooks.write",
): WorkspaceRef {
  requirePerson(ctx);
  return requirePermission(ctx, permission);
}

/** A channel of the workspace. Another's, an unknown or a deleted one is `not-found`. */
export async function requireChannel(
  ctx: Ctx,
  id: string,
): Promise<typeof noticeChannels.$inferSelect> {
  const workspace = requireChannels(ctx, "webhooks.write");
  const row = isId("nch", id)
    ? await ctx.db
        .select()
        .from(noticeChannels)
        .where(
          and(
            eq(noticeChannels.id, id),
            eq(noticeChannels.workspaceId, workspace.id),
            isNull(noticeChannels.deletedAtMs),
          ),
        )
        .get()
    : undefined;
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such channel." });
  return row;
}

/** A device of the person. Another's or an unknown one is `not-found`. */
export async function requireDevice(
  ctx: Ctx,
  id: string,
): Promise<typeof pushDevices.$inferSelect> {
  const userId = requirePerson(ctx);
  const row = isId("push", id)
    ? await ctx.db
        .select()
        .from(pushDevices)
        .where(and(eq(pushDevices.id, id), eq(pushDevices.userId, userId)))
        .get()
    : undefined;
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such device." });
  return row;
}

/** Counts what is tried by hand; refuses with `too-many-requests` what comes too soon. */
export async function admitTest(ctx: Ctx, ownerId: string): Promise<void> {
  const rule = { name: "tests", limit: TESTS_PER_MINUTE, windowMs: MINUTE_MS };
  requireAdmitted(await tryAdmit(ctx.env, `channels:${ownerId}`, [rule]));
}
