import { and, eq, isNull, sql } from "drizzle-orm";
import type { VisitorId } from "#core/ids";
import { clearCookie } from "#features/sessions";
import { workspaces } from "#features/workspaces/tables";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import type { WorkMessages } from "#platform/queue";
import { visitors } from "./tables.ts";
import { VISITOR_COOKIE } from "./visitor-cookie.ts";

/** What goes over from a visitor's workspace to a person's. */
export type VisitorAdopted = WorkMessages["identity.visitor-adopted"];

/** Someone who has just come in, with what their answer will carry. */
export interface Arrival {
  workspace: WorkspaceRef;
  /** The ctx of this request, now with the person as its actor. */
  ctx: Ctx;
  /** Values for Set-Cookie headers. */
  setCookies: string[];
  /** What the person took over from the visitor that this browser was. */
  adopted?: VisitorAdopted;
}

async function findVisitor(ctx: Ctx, id: VisitorId) {
  return await ctx.db
    .select({
      workspaceId: visitors.workspaceId,
      accountId: workspaces.accountId,
      adoptedByWorkspaceId: visitors.adoptedByWorkspaceId,
    })
    .from(visitors)
    .innerJoin(workspaces, eq(workspaces.id, visitors.workspaceId))
    .where(eq(visitors.id, id))
    .get();
}

/** Decides, for all time, whose the visitor's things are. True when this call decided it. */
async function claim(ctx: Ctx, to: WorkspaceRef, adopted: VisitorAdopted): Promise<boolean> {
  const { visitorId } = adopted;
  const now = ctx.clock.now();
  const userId = ctx.actor.kind === "user" ? ctx.actor.userId : null;
  const free = sql`EXISTS (SELECT 1 FROM ${visitors} WHERE ${visitors.id} = ${visitorId} AND ${visitors.adoptedByWorkspaceId} IS NULL)`;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, free),
      ctx.db
        .update(visitors)
        .set({ adoptedByWorkspaceId: to.id, adoptedByUserId: userId, adoptedAtMs: now })
        .where(and(eq(visitors.id, visitorId), isNull(visitors.adoptedByWorkspaceId))),
      auditRow(ctx, "visitor.adopted", visitorId, { fromWorkspaceId: adopted.fromWorkspaceId }),
      outboxRow(ctx, "identity.visitor-adopted", adopted),
    ]);
    return true;
  } catch (error) {
    if (isGuardFailure(error)) return false;
    throw error;
  }
}

/**
 * Gives what this browser had as a visitor to the person who has just signed in. Exactly one
 * workspace gets it, whatever is retried, crashes or happens in two tabs; the message
 * `identity.visitor-adopted` lets the features that own the things move them.
 */
export async function adoptVisitor<T extends Arrival>(ctx: Ctx, signedIn: T): Promise<T> {
  if (ctx.actor.kind !== "visitor") return signedIn;
  const { visitorId } = ctx.actor;
  const setCookies = [...signedIn.setCookies, clearCookie(VISITOR_COOKIE)];
  const visitor = await findVisitor(ctx, visitorId);
  if (visitor === undefined) return { ...signedIn, setCookies };
  const { workspace } = signedIn;
  const adopted: VisitorAdopted = {
    visitorId,
    fromWorkspaceId: visitor.workspaceId,
    fromAccountId: visitor.accountId,
    toWorkspaceId: workspace.id,
    toAccountId: workspace.accountId,
  };
  const decided = await claim(signedIn.ctx, workspace, adopted);
  const mine = decided || visitor.adoptedByWorkspaceId === workspace.id;
  return { ...signedIn, setCookies, ...(mine ? { adopted } : {}) };
}
