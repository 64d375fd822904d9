import { and, desc, eq, inArray } from "drizzle-orm";
import { requirePerson } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { type ConnectionView, isProviderId, providers } from "./schema.ts";
import { connections } from "./tables.ts";

/** The accounts elsewhere that open the person's account, newest first. */
export async function listConnections(ctx: Ctx): Promise<ConnectionView[]> {
  const rows = await ctx.db
    .select()
    .from(connections)
    .where(
      and(
        eq(connections.userId, requirePerson(ctx)),
        inArray(connections.provider, [...providers]),
      ),
    )
    .orderBy(desc(connections.createdAtMs), desc(connections.id));
  return rows.flatMap(({ id, provider, email, createdAtMs, lastUsedAtMs }) =>
    isProviderId(provider) ? [{ id, provider, email, createdAtMs, lastUsedAtMs }] : [],
  );
}
