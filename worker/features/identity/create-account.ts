import { isAPIError } from "better-auth/api";
import { and, eq, ne, notExists, sql } from "drizzle-orm";
import { newId, type UserId } from "#core/ids";
import { type DraftedWorkspace, draftWorkspace, membershipRow } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Actor, Ctx, Plan, WorkspaceRef } from "#platform/ctx";
import { isUniqueViolation, type Statement } from "#platform/db";
import type { WorkMessages } from "#platform/queue";
import { openAuth } from "./auth.ts";
import { sessions, users } from "./tables.ts";

export interface AccountDraft {
  email: string;
  password: string;
  name: string;
  locale: string;
  plan: Plan;
  emailVerified: boolean;
  /** Joins this workspace, in the role it names, instead of getting a personal one. */
  join?: WorkspaceRef | undefined;
}

/** A person who has just been signed in. */
export interface SignedIn {
  userId: UserId;
  workspace: WorkspaceRef;
  /** The ctx of this request, now with the person as its actor. */
  ctx: Ctx;
  /** Values for Set-Cookie headers. */
  setCookies: string[];
  /** What the person took over from the visitor that this browser was. */
  adopted?: WorkMessages["identity.visitor-adopted"];
}

/** The first person of a deployment runs it. */
function operatorRow(ctx: Ctx, userId: UserId): Statement {
  const others = ctx.db
    .select({ one: sql`1` })
    .from(users)
    .where(ne(users.id, userId));
  return ctx.db
    .update(users)
    .set({ operator: true })
    .where(and(eq(users.id, userId), notExists(others)));
}

function isEmailTaken(error: unknown): boolean {
  if (isUniqueViolation(error, "users.email")) return true;
  return isAPIError(error) && String(error.body?.code).startsWith("USER_ALREADY_EXISTS");
}

function draftHome(ctx: Ctx, userId: UserId, draft: AccountDraft): DraftedWorkspace {
  const { join, name, plan } = draft;
  if (join === undefined) {
    return draftWorkspace(ctx, { name, kind: "personal", plan, ownerId: userId });
  }
  const membership = membershipRow(ctx, { workspaceId: join.id, userId, role: join.role });
  return { workspace: join, statements: [membership] };
}

/**
 * Writes user, credential, session, workspace, membership, audit rows and what `more` adds in one
 * batch, so that there is never a person without a workspace. Undefined when the address is taken;
 * then nothing was written.
 */
export async function createAccount(
  ctx: Ctx,
  draft: AccountDraft,
  more: (asUser: Ctx, userId: UserId) => Promise<Statement[]> = async () => [],
): Promise<SignedIn | undefined> {
  const { email, password, name, locale, emailVerified } = draft;
  const userId = newId("user", ctx.clock.now());
  const actor: Actor = { kind: "user", userId, email, name, operator: false };
  const { workspace, statements } = draftHome({ ...ctx, actor }, userId, draft);
  const asUser: Ctx = { ...ctx, actor, workspace };
  const besideUser = [
    ...statements,
    operatorRow(ctx, userId),
    auditRow(asUser, "user.registered", userId, { emailVerified }),
    ...(await more(asUser, userId)),
  ];
  const auth = openAuth(
    ctx,
    (table, row) => {
      if (table === users) return besideUser;
      if (table === sessions) return [auditRow(asUser, "session.started", String(row.id))];
      return [];
    },
    { id: userId, emailVerified, locale },
  );
  try {
    const { headers } = await auth.api.signUpEmail({
      body: { email, password, name },
      returnHeaders: true,
    });
    return { userId, workspace, ctx: asUser, setCookies: headers.getSetCookie() };
  } catch (error) {
    if (isEmailTaken(error)) return undefined;
    throw error;
  }
}
