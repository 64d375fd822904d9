import { and, eq } from "drizzle-orm";
import { newId, type UserId } from "#core/ids";
import { enter, type Entered, findUserById, registerProven, setAside } from "#features/identity";
import { users } from "#features/identity/tables";
import { isFresh } from "#features/sessions";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { isUniqueViolation, runBatch, type Statement } from "#platform/db";
import { isUsedAlready, type OneUse } from "#platform/one-use";
import { type Attempt, forgetAttempt, readAttempt } from "./attempt.ts";
import { ProviderFailure } from "./ask-provider.ts";
import { redirectUri } from "./begin-connection.ts";
import { decideArrival } from "./decide-arrival.ts";
import { readGitHubIdentity } from "./github.ts";
import { isAnswerOf, readOpenIdIdentity } from "./openid.ts";
import { findProvider } from "./providers.ts";
import { CallbackParams, type Failure, type ProviderId, type ProviderIdentity } from "./schema.ts";
import { connections } from "./tables.ts";

export type FinishedConnection = { setCookies: string[] } & (
  | { kind: "entered"; entered: Entered; next: string }
  | { kind: "connected"; next: string }
  | { kind: "failed"; failure: Failure; linking: boolean; next: string }
);

/** Why the person comes back with nothing; never leaves this file. */
class Refusal extends Error {
  readonly failure: Failure;
  constructor(failure: Failure, cause?: unknown) {
    super(failure, { cause });
    this.failure = failure;
  }
}

async function readIdentity(
  ctx: Ctx,
  attempt: Attempt,
  params: CallbackParams,
): Promise<ProviderIdentity> {
  const provider = findProvider(ctx, attempt.provider);
  if (params.error !== undefined || params.code === undefined) throw new Refusal("cancelled");
  if (provider === undefined) throw new Refusal("provider");
  const isOther = provider.kind === "oidc" && !(await isAnswerOf(ctx, provider, params.iss));
  if (isOther) throw new Refusal("stale");
  const { verifier, nonce } = attempt;
  const grant = { code: params.code, verifier, nonce, redirectUri: redirectUri(ctx, provider.id) };
  if (provider.kind === "github") return await readGitHubIdentity(provider, grant);
  const identity = await readOpenIdIdentity(ctx, provider, grant);
  const saidName = provider.formPost ? (params.name ?? null) : null;
  return { ...identity, name: identity.name ?? saidName };
}

async function findConnection(ctx: Ctx, provider: ProviderId, subject: string) {
  return await ctx.db
    .select()
    .from(connections)
    .where(and(eq(connections.provider, provider), eq(connections.subject, subject)))
    .get();
}

function connectionRows(
  ctx: Ctx,
  userId: UserId,
  provider: ProviderId,
  identity: ProviderIdentity,
): Statement[] {
  const now = ctx.clock.now();
  const id = newId("cnx", now);
  const { subject, email } = identity;
  return [
    ctx.db.insert(connections).values({ id, userId, provider, subject, email, createdAtMs: now }),
    auditRow(ctx, "connection.added", id, { provider }),
  ];
}

async function connect(ctx: Ctx, used: OneUse<Attempt>, identity: ProviderIdentity): Promise<void> {
  const { linksTo, provider } = used.value;
  const isTheirs = ctx.actor.kind === "user" && ctx.actor.userId === linksTo && isFresh(ctx);
  if (linksTo === null || !isTheirs) throw new Refusal("stale");
  const connected = await findConnection(ctx, provider, identity.subject);
  if (connected?.userId === linksTo) return;
  if (connected !== undefined) throw new Refusal("taken");
  await runBatch(ctx.db, [used.use, ...connectionRows(ctx, linksTo, provider, identity)]);
}

async function arrive(
  ctx: Ctx,
  used: OneUse<Attempt>,
  identity: ProviderIdentity,
): Promise<Entered> {
  const { provider } = used.value;
  const { email } = identity;
  const [connected, sameAddress] = await Promise.all([
    findConnection(ctx, provider, identity.subject),
    email === null
      ? undefined
      : ctx.db
          .select({ userId: users.id, emailVerified: users.emailVerified })
          .from(users)
          .where(eq(users.email, email))
          .get(),
  ]);
  const decision = decideArrival(identity, { connected: connected !== undefined, sameAddress });
  switch (decision) {
    case "enter": {
      const person =
        connected === undefined ? undefined : await findUserById(ctx, connected.userId);
      if (connected === undefined || person === undefined) throw new Refusal("stale");
      const noted = ctx.db
        .update(connections)
        .set({ email, lastUsedAtMs: ctx.clock.now() })
        .where(eq(connections.id, connected.id));
      return await enter(ctx, person, { method: provider, statements: [used.use, noted] });
    }
    case "refuse-unverified":
      throw new Refusal("unverified");
    case "refuse-known":
      throw new Refusal("known");
    case "register":
    case "register-and-set-aside": {
      if (sameAddress !== undefined) await setAside(ctx, sameAddress.userId);
      const draft = { email: email ?? "", name: identity.name ?? "", method: provider };
      const made = await registerProven(ctx, draft, (asUser, userId) => [
        used.use,
        ...connectionRows(asUser, userId, provider, identity),
      ]);
      if (made === undefined) throw new Refusal("known");
      return { kind: "signed-in", ...made };
    }
  }
}

function failureOf(cause: unknown): Failure | undefined {
  if (cause instanceof Refusal) return cause.failure;
  if (cause instanceof ProviderFailure) return "provider";
  if (isUsedAlready(cause)) return "stale";
  return isUniqueViolation(cause, "connections.provider") ? "taken" : undefined;
}

/**
 * What comes of someone's visit to a provider, when their browser is back. It must be the browser
 * that began, with the state it was given, within fifteen minutes, once. Someone who is connected
 * enters; a new address that the provider vouches for becomes an account; an account here is never
 * opened, nor connected, by an address. Failures are answered, not thrown: the page says them.
 */
export async function finishConnection(
  ctx: Ctx,
  input: { provider: ProviderId; params: Record<string, string>; cookie: string | null },
): Promise<FinishedConnection> {
  const setCookies = [forgetAttempt()];
  const parsed = CallbackParams.safeParse(input.params);
  const used = await readAttempt(ctx, input.cookie);
  const isOurs =
    parsed.success &&
    used !== undefined &&
    used.value.provider === input.provider &&
    used.value.state === parsed.data.state;
  if (!isOurs) {
    return { kind: "failed", failure: "stale", linking: false, next: "/chat", setCookies };
  }
  const { linksTo, next } = used.value;
  try {
    const identity = await readIdentity(ctx, used.value, parsed.data);
    if (linksTo !== null) {
      await connect(ctx, used, identity);
      return { kind: "connected", next, setCookies };
    }
    const entered = await arrive(ctx, used, identity);
    return { kind: "entered", entered, next, setCookies };
  } catch (cause) {
    const failure = failureOf(cause);
    if (failure === undefined) throw cause;
    ctx.log.warn("connection.failed", { provider: input.provider, failure, cause: String(cause) });
    return { kind: "failed", failure, linking: linksTo !== null, next, setCookies };
  }
}
