import { and, eq, sql } from "drizzle-orm";
import { isId, newId, type UserId } from "#core/ids";
import {
  decideArrival,
  isAnswerOf,
  ProviderFailure,
  readOpenIdIdentity,
} from "#features/connections";
import { CallbackParams, type ProviderIdentity } from "#features/connections/schema";
import { connections } from "#features/connections/tables";
import {
  enter,
  type Entered,
  findUserByEmail,
  findUserById,
  registerProven,
  setAside,
} from "#features/identity";
import { hasSeat, seatsOf } from "#features/members";
import { forgetSessions } from "#features/sessions";
import { sessions } from "#features/sessions/tables";
import { findMembership } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import {
  guardRow,
  isGuardFailure,
  isUniqueViolation,
  runBatch,
  type Statement,
} from "#platform/db";
import { isUsedAlready, type OneUse } from "#platform/one-use";
import { type Attempt, forgetAttempt, readAttempt, vouchedCookie } from "./attempt.ts";
import { companyClient, redirectUri } from "./company-client.ts";
import type { SignOnFailure } from "./schema.ts";
import {
  findRow,
  findTarget,
  type SignOnRow,
  speaksFor,
  stillMember,
  stillOn,
} from "./sign-on-row.ts";

export type FinishedSignOn = { setCookies: string[]; next: string } & (
  | { kind: "entered"; entered: Entered }
  /** An account here has the address; its person proves it once, then `linkSignOn` connects it. */
  | { kind: "vouched" }
  | { kind: "failed"; failure: SignOnFailure }
);

/** Why the person comes back with nothing; never leaves this file. */
class Refusal extends Error {
  readonly failure: SignOnFailure;
  constructor(failure: SignOnFailure, cause?: unknown) {
    super(failure, { cause });
    this.failure = failure;
  }
}

/** Who came, as the company's provider says, with an address that it may speak for. */
type Colleague = ProviderIdentity & { email: string };

async function readColleague(
  ctx: Ctx,
  row: SignOnRow,
  attempt: Attempt,
  params: CallbackParams,
): Promise<Colleague> {
  const client = companyClient(ctx, row);
  if (!(await isAnswerOf(ctx, client, params.iss))) throw new Refusal("stale");
  if (params.error !== undefined || params.code === undefined) throw new Refusal("cancelled");
  const { verifier, nonce } = attempt;
  const grant = {
    code: params.code,
    verifier,
    nonce,
    redirectUri: redirectUri(ctx, row.workspaceId),
  };
  const identity = await readOpenIdIdentity(ctx, client, grant);
  const { email } = identity;
  // A provider that says nothing is taken at its word: the company has proven that the domain is its
  // own, and could give itself any mailbox there.
  if (email === null || identity.emailVerified === false) throw new Refusal("unverified");
  if (!(await speaksFor(ctx, row, email))) throw new Refusal("domain");
  return { ...identity, email, emailVerified: true };
}

/** The rows by which a subject of the company's provider opens a person's account. */
export function connectionRows(
  ctx: Ctx,
  row: SignOnRow,
  person: { userId: UserId; subject: string; email: string },
): Statement[] {
  const now = ctx.clock.now();
  const id = newId("cnx", now);
  return [
    ctx.db.insert(connections).values({ id, provider: row.id, ...person, createdAtMs: now }),
    auditRow(ctx, "connection.added", id, { provider: row.id }),
  ];
}

/** The session that this browser had of the same person is replaced. */
function replacedRows(ctx: Ctx, userId: UserId): Statement[] {
  const { actor } = ctx;
  if (actor.kind !== "user" || actor.userId !== userId) return [];
  return [ctx.db.delete(sessions).where(eq(sessions.id, actor.sessionId))];
}

async function comeBack(
  ctx: Ctx,
  row: SignOnRow,
  used: OneUse<Attempt>,
  known: typeof connections.$inferSelect,
): Promise<Entered> {
  const { userId } = known;
  const [person, membership] = await Promise.all([
    findUserById(ctx, userId),
    findMembership(ctx, row.workspaceId, userId),
  ]);
  if (person === undefined) throw new Refusal("stale");
  if (membership === undefined) throw new Refusal("removed");
  const noted = ctx.db
    .update(connections)
    .set({ lastUsedAtMs: ctx.clock.now() })
    .where(eq(connections.id, known.id));
  const replaced = replacedRows(ctx, userId);
  const entered = await enter(ctx, person, {
    method: "company",
    signOnId: row.id,
    statements: [
      guardRow(ctx.db, sql`${stillOn(row)} AND ${stillMember(row, userId)}`),
      used.use,
      noted,
      ...replaced,
    ],
  });
  if (replaced.length > 0) await forgetSessions(ctx.env, [userId]);
  return entered;
}

async function join(
  ctx: Ctx,
  row: SignOnRow,
  used: OneUse<Attempt>,
  { subject, email, name }: Colleague,
): Promise<Entered> {
  const workspace = await findTarget(ctx, row);
  if (workspace === undefined) throw new Refusal("off");
  const { seats } = await seatsOf(ctx, workspace);
  const draft = { email, name: name ?? "", method: "company", join: workspace, signOnId: row.id };
  try {
    const made = await registerProven(ctx, draft, (asUser, userId) => [
      guardRow(ctx.db, stillOn(row)),
      // The membership stands before it in the batch, so that one place less is left.
      guardRow(ctx.db, hasSeat(workspace, seats + 1)),
      used.use,
      ...connectionRows(asUser, row, { userId, subject, email }),
      auditRow(asUser, "member.joined", userId, { role: workspace.role, by: "sign-on" }),
    ]);
    if (made === undefined) throw new Refusal("stale");
    return { kind: "signed-in", ...made };
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
    const now = await findRow(ctx, row.workspaceId);
    throw new Refusal(now?.enabled === true && now.issuer === row.issuer ? "seats" : "off", cause);
  }
}

async function arrive(
  ctx: Ctx,
  row: SignOnRow,
  used: OneUse<Attempt>,
  colleague: Colleague,
): Promise<Entered | "vouched"> {
  const { subject, email } = colleague;
  const [known, sameAddress] = await Promise.all([
    ctx.db
      .select()
      .from(connections)
      .where(and(eq(connections.provider, row.id), eq(connections.subject, subject)))
      .get(),
    findUserByEmail(ctx, email),
  ]);
  if (known !== undefined) return await comeBack(ctx, row, used, known);
  switch (decideArrival(colleague, { connected: false, sameAddress })) {
    case "register":
      return await join(ctx, row, used, colleague);
    case "register-and-set-aside":
      if (sameAddress !== undefined) await setAside(ctx, sameAddress.userId);
      return await join(ctx, row, used, colleague);
    case "refuse-known":
      return "vouched";
    case "enter":
    case "refuse-unverified":
      throw new Refusal("unverified");
  }
}

function failureOf(cause: unknown): SignOnFailure | undefined {
  if (cause instanceof Refusal) return cause.failure;
  if (cause instanceof ProviderFailure) return "provider";
  if (isUsedAlready(cause) || isUniqueViolation(cause, "connections.provider")) return "stale";
  return isGuardFailure(cause) ? "off" : undefined;
}

/** What came back, where it is what this browser asked for at that workspace's provider. */
async function findAsked(ctx: Ctx, workspaceId: string, params: Record<string, string>) {
  const parsed = CallbackParams.safeParse(params);
  const used = await readAttempt(ctx);
  if (!parsed.success || used === undefined || !isId("ws", workspaceId)) return undefined;
  const { signOnId, state } = used.value;
  const row = await findRow(ctx, workspaceId);
  const isAsked = state === parsed.data.state && row?.id === signOnId;
  return isAsked ? { row, used, params: parsed.data } : undefined;
}

/**
 * What comes of someone's visit to their company's provider, when their browser is back: the one that
 * began, with the state it was given, at the address of that workspace, within fifteen minutes, once.
 * The provider speaks only for addresses of domains that the workspace has proven. Whom it has
 * brought before enters, while they are a member; a new address becomes a person and a member while
 * there is a seat; an account that has the address already is opened only after its person has proven
 * it once (`linkSignOn`). Failures are answered, not thrown: the page says them.
 */
export async function finishSignOn(
  ctx: Ctx,
  input: { workspaceId: string; params: Record<string, string> },
): Promise<FinishedSignOn> {
  const setCookies = [forgetAttempt()];
  const asked = await findAsked(ctx, input.workspaceId, input.params);
  if (asked === undefined) return { kind: "failed", failure: "stale", next: "/chat", setCookies };
  const { row, used, params } = asked;
  const { next, issuer } = used.value;
  try {
    if (!row.enabled) throw new Refusal("off");
    if (row.issuer !== issuer) throw new Refusal("stale");
    const colleague = await readColleague(ctx, row, used.value, params);
    const arrived = await arrive(ctx, row, used, colleague);
    if (arrived !== "vouched") return { kind: "entered", entered: arrived, next, setCookies };
    await runBatch(ctx.db, [used.use]);
    const { subject, email } = colleague;
    const vouched = await vouchedCookie(ctx, { signOnId: row.id, issuer, subject, email });
    return { kind: "vouched", next, setCookies: [...setCookies, vouched] };
  } catch (cause) {
    const failure = failureOf(cause);
    if (failure === undefined) throw cause;
    ctx.log.warn("sign-on.failed", { signOnId: row.id, failure, cause: String(cause) });
    return { kind: "failed", failure, next, setCookies };
  }
}
