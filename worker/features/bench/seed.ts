import { Problem } from "#core/problem";
import { ptToMicro } from "#core/money";
import { createApiKey } from "#features/api-keys";
import { scopes } from "#features/api-keys/schema";
import { grantPt, startPlan } from "#features/credits";
import { createVerifiedUser } from "#features/identity";
import { publishRateCard } from "#features/models";
import { createWorkspace, findWorkspaceBySlug, requireOperator } from "#features/workspaces";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { isId } from "#core/ids";
import type { SeededUser, SeedInput } from "./schema.ts";

/** The bench acts as the operator, so that the plan's rate is not in its way. */
const REQUESTS_PER_MINUTE = 6_000;

type SeedUser = SeedInput["users"][number];

async function findJoined(ctx: Ctx, user: SeedUser): Promise<WorkspaceRef | undefined> {
  if (user.workspace === undefined) return undefined;
  const found = await findWorkspaceBySlug(ctx, user.workspace);
  if (found === undefined || !isId("ws", found.id) || !isId("acct", found.accountId)) {
    throw new Problem("not-found", { detail: `There is no workspace "${user.workspace}".` });
  }
  const { id, accountId, plan, planVersionId } = found;
  return { id, accountId, plan, planVersionId, role: user.role ?? "member" };
}

async function grantAll(ctx: Ctx, workspace: WorkspaceRef, user: SeedUser): Promise<void> {
  const { accountId } = workspace;
  for (const [at, grant] of (user.grants ?? []).entries()) {
    const { amountPt, kind, expiresAtMs, priority } = grant;
    const key = `bench-seed:${user.email}:${at}`;
    await grantPt(ctx, {
      accountId,
      key,
      kind,
      amountMicroPt: ptToMicro(amountPt),
      expiresAtMs: expiresAtMs ?? undefined,
      priority,
      source: { type: "bench-seed", id: key },
    });
  }
}

async function makeKey(ctx: Ctx, user: SeedUser): Promise<string | null> {
  if (user.apiKey === undefined || user.apiKey === false) return null;
  const wanted = user.apiKey === true ? {} : user.apiKey;
  const { secret } = await createApiKey(ctx, {
    name: "Test bench",
    scopes: [...scopes],
    requestsPerMinute: REQUESTS_PER_MINUTE,
    ...wanted,
  });
  return secret;
}

async function seedUser(ctx: Ctx, user: SeedUser): Promise<SeededUser> {
  const join = await findJoined(ctx, user);
  const { email, password, name, plan, operator, acceptedVersion } = user;
  const made = await createVerifiedUser(ctx, {
    email,
    password,
    name,
    plan,
    join,
    operator,
    acceptedVersion,
  });
  const { userId, workspace, actor } = made;
  if (plan !== undefined && join === undefined && user.grants === undefined) {
    await startPlan(ctx, { accountId: workspace.accountId, plan, key: `bench-seed:${email}:plan` });
  }
  await grantAll(ctx, workspace, user);
  const asUser: Ctx = {
    ...ctx,
    actor: actor.kind === "user" ? { ...actor, operator: true } : actor,
    workspace,
  };
  return {
    id: userId,
    email: made.email,
    cookie: made.cookie,
    apiKey: await makeKey(asUser, user),
    accountId: workspace.accountId,
    workspaceId: workspace.id,
  };
}

/**
 * Makes workspaces, users and a rate card as asked. Users are verified and signed in. With `grants`
 * a user has exactly those PT; a `plan` without them brings the plan's own; with neither, nothing.
 */
export async function seed(ctx: Ctx, input: SeedInput): Promise<{ users: SeededUser[] }> {
  requireOperator(ctx);
  if (input.rateCard !== undefined) await publishRateCard(ctx, input.rateCard);
  for (const { slug, name, plan } of input.workspaces ?? []) {
    const { accountId } = await createWorkspace(ctx, { slug, name, plan });
    const hasGrants = input.users.some((user) => user.workspace === slug && user.grants);
    if (plan === undefined || hasGrants) continue;
    await startPlan(ctx, { accountId, plan, key: `bench-seed:${slug}:plan` });
  }
  const users: SeededUser[] = [];
  for (const user of input.users) users.push(await seedUser(ctx, user));
  return { users };
}
