import { and, eq, ne, notExists, sql } from "drizzle-orm";
import { type Id, newId, type UserId } from "#core/ids";
import { draftSession, findDevice } from "#features/sessions";
import type { Arrival } from "#features/visitors";
import { type DraftedWorkspace, draftWorkspace, membershipRow } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx, Plan, WorkspaceRef } from "#platform/ctx";
import { isUniqueViolation, runBatch, type Statement } from "#platform/db";
import type { Locale } from "./schema.ts";
import { credentials, users } from "./tables.ts";

export interface AccountDraft {
  email: string;
  /** Absent for someone who proves themselves in other ways. */
  passwordHash?: string | undefined;
  name: string;
  locale: Locale;
  plan: Plan;
  emailVerified: boolean;
  /** How the first session says that its person came in. */
  method: string;
  /** Joins this workspace, in the role it names, instead of getting a personal one. */
  join?: WorkspaceRef | undefined;
  /** The sign-on of that workspace, where it let them in. */
  signOnId?: Id<"sso"> | undefined;
}

/** A person who has just been signed in. */
export interface SignedIn extends Arrival {
  userId: UserId;
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

function draftHome(ctx: Ctx, userId: UserId, draft: AccountDraft): DraftedWorkspace {
  const { join, name, plan } = draft;
  if (join === undefined) {
    return draftWorkspace(ctx, { name, kind: "personal", plan, ownerId: userId });
  }
  const membership = membershipRow(ctx, { workspaceId: join.id, userId, role: join.role });
  return { workspace: join, statements: [membership] };
}

function passwordRows(ctx: Ctx, userId: UserId, hash: string | undefined): Statement[] {
  if (hash === undefined) return [];
  const now = new Date(ctx.clock.now());
  const id = newId("cred", now.getTime());
  const credential = { id, userId, accountId: userId, providerId: "credential", password: hash };
  return [ctx.db.insert(credentials).values({ ...credential, createdAt: now, updatedAt: now })];
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
  const { email, passwordHash, name, locale, emailVerified, method } = draft;
  const nowMs = ctx.clock.now();
  const now = new Date(nowMs);
  const userId = newId("user", nowMs);
  const { deviceHash, setCookies } = await findDevice(ctx, userId);
  const person = { userId, email, name, operator: false };
  const { signOnId, join } = draft;
  const signOn =
    signOnId === undefined || join === undefined
      ? undefined
      : { id: signOnId, workspaceId: join.id };
  const session = await draftSession(ctx, person, { method, deviceHash, signOn });
  const { actor } = session;
  const { workspace, statements } = draftHome({ ...ctx, actor }, userId, draft);
  const asUser: Ctx = { ...ctx, actor, workspace };
  const user = { id: userId, email, name, locale, emailVerified };
  try {
    await runBatch(ctx.db, [
      ctx.db.insert(users).values({ ...user, createdAt: now, updatedAt: now }),
      ...passwordRows(ctx, userId, passwordHash),
      ...statements,
      operatorRow(ctx, userId),
      auditRow(asUser, "user.registered", userId, { emailVerified }),
      ...session.statements,
      ...(await more(asUser, userId)),
    ]);
  } catch (error) {
    if (isUniqueViolation(error, "users.email")) return undefined;
    throw error;
  }
  return { userId, workspace, ctx: asUser, setCookies: [...session.setCookies, ...setCookies] };
}
