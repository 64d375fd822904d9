import { and, eq, inArray, or, type SQL } from "drizzle-orm";
import { Problem } from "#core/problem";
import { requireWorkspace } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { kindsFor } from "./audience.ts";
import { notices } from "./tables.ts";

/** Who reads notices: a person, also through their API key, or a visitor. */
export function requireReader(ctx: Ctx): string {
  const { actor } = ctx;
  if (actor.kind === "user" || actor.kind === "api-key") return actor.userId;
  if (actor.kind === "visitor") return actor.visitorId;
  throw new Problem("unauthorized");
}

/** Notices of this workspace that are for the reader or for everyone with their role. */
export function visibleTo(ctx: Ctx, readerId: string): SQL | undefined {
  const { id } = requireWorkspace(ctx);
  const toAll = and(eq(notices.userId, ""), inArray(notices.kind, kindsFor(ctx)));
  return and(eq(notices.workspaceId, id), or(eq(notices.userId, readerId), toAll));
}
