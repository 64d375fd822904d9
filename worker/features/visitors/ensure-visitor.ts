import { newId } from "#core/ids";
import { DAY_MS } from "#core/time";
import { setCookie, signedCookieValue } from "#features/sessions";
import { draftWorkspace } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Actor, Ctx, WorkspaceRef } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { admitVisitor } from "./admit-visitor.ts";
import { startFirstPlan } from "./start-first-plan.ts";
import { visitors } from "./tables.ts";
import { VISITOR_CONTEXT, VISITOR_COOKIE } from "./visitor-cookie.ts";

const VISITOR_COOKIE_TTL_MS = 180 * DAY_MS;

export interface EnsuredVisitor {
  /** The ctx of this request with the visitor as its actor and their workspace. */
  ctx: Ctx;
  workspace: WorkspaceRef;
  /** Values for Set-Cookie headers; empty when the visitor was known. */
  setCookies: string[];
}

/**
 * Someone to write as: whoever has a workspace already, else a new visitor with a workspace and an
 * account of their own and a visitor's PT, remembered by a signed cookie. Call it when something is about to be
 * written, never for a mere view. Refuses the eleventh new visitor of a network in a day with
 * `quota-reached`.
 */
export async function ensureVisitor(ctx: Ctx): Promise<EnsuredVisitor> {
  if (ctx.workspace !== undefined) {
    return { ctx, workspace: ctx.workspace, setCookies: [] };
  }
  const ipHash = ctx.actor.kind === "anonymous" ? ctx.actor.ipHash : "none";
  await admitVisitor(ctx);
  const now = ctx.clock.now();
  const visitorId = newId("vis", now);
  const actor: Actor = { kind: "visitor", visitorId, ipHash };
  const asVisitor = { ...ctx, actor };
  const { workspace, statements } = draftWorkspace(asVisitor, {
    name: "Visitor",
    kind: "visitor",
    plan: "visitor",
  });
  await runBatch(ctx.db, [
    ...statements,
    ctx.db
      .insert(visitors)
      .values({ id: visitorId, workspaceId: workspace.id, ipHash, createdAtMs: now }),
    auditRow({ ...asVisitor, workspace }, "visitor.created", visitorId),
  ]);
  await startFirstPlan(ctx, workspace, "visitor");
  const value = await signedCookieValue(visitorId, ctx.settings.authSecret, VISITOR_CONTEXT);
  return {
    ctx: { ...asVisitor, workspace },
    workspace,
    setCookies: [setCookie(VISITOR_COOKIE, value, VISITOR_COOKIE_TTL_MS / 1_000)],
  };
}
