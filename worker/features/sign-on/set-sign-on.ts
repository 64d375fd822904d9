import { eq, type SQL, sql } from "drizzle-orm";
import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { type FieldError, Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { connections } from "#features/connections/tables";
import { domains } from "#features/domains/tables";
import { requireGivable } from "#features/members";
import { requireFreshSession } from "#features/sessions";
import { sessions } from "#features/sessions/tables";
import { requireUrl } from "#features/webhooks";
import { forgetMembers, requirePermission } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import {
  guardRow,
  isGuardFailure,
  isUniqueViolation,
  runBatch,
  type Statement,
} from "#platform/db";
import { requireAdmitted, tryAdmit } from "#platform/rate-limits";
import { seal } from "#platform/seal";
import { checkProvider } from "./check-provider.ts";
import { SignOnInput, type SignOnView } from "./schema.ts";
import {
  findRow,
  listProvenDomains,
  SECRET_PURPOSE,
  type SignOnRow,
  toView,
} from "./sign-on-row.ts";
import { companySignIns } from "./tables.ts";

const CHANGES_PER_MINUTE = 20;

function wrong(pointer: string, detail: string): Problem {
  const errors: FieldError[] = [{ pointer, detail }];
  return new Problem("invalid-input", { detail, errors });
}

function notProven(domain: string): Problem {
  return wrong("/domains", `${domain} is not proven by this workspace; prove it under Domains.`);
}

/** Counts what makes the product call a provider; refuses with `too-many-requests`. */
export async function admitProviderCall(ctx: Ctx, { id }: WorkspaceRef): Promise<void> {
  const rule = { name: "sign-on", limit: CHANGES_PER_MINUTE, windowMs: MINUTE_MS };
  requireAdmitted(await tryAdmit(ctx.env, `workspace:${id}`, [rule]));
}

async function requireUsable(ctx: Ctx, issuer: string): Promise<void> {
  const { usable, checks } = await checkProvider(ctx, issuer);
  if (usable) return;
  const bad = checks.find(({ state }) => state === "failed");
  const detail = `The provider cannot be used: ${bad?.detail ?? "it does not answer"}.`;
  throw new Problem("invalid-input", {
    detail,
    errors: [{ pointer: "/issuer", detail }],
    extensions: { check: bad?.check, reason: bad?.reason, found: bad?.found },
  });
}

async function sealedSecret(
  ctx: Ctx,
  { clientSecret, issuer }: SignOnInput,
  row: SignOnRow | undefined,
): Promise<string> {
  if (clientSecret !== undefined) return await seal(ctx.settings, SECRET_PURPOSE, clientSecret);
  // A secret that was given for one provider is never shown to another.
  if (row === undefined || row.issuer !== issuer) {
    throw wrong("/clientSecret", "Give the client secret that belongs to this issuer.");
  }
  return row.sealedClientSecret;
}

/** Holds while these domains are proven by the workspace and nobody else has changed the row. */
function unchanged({ id }: WorkspaceRef, names: string[], row: SignOnRow | undefined): SQL {
  const list = sql.join(
    names.map((name) => sql`${name}`),
    sql`, `,
  );
  const proven = sql`(SELECT COUNT(*) FROM ${domains} WHERE ${domains.workspaceId} = ${id} AND ${domains.verifiedAtMs} IS NOT NULL AND ${domains.domain} IN (${list})) = ${names.length}`;
  if (row === undefined) return proven;
  return sql`${proven} AND EXISTS (SELECT 1 FROM ${companySignIns} WHERE ${companySignIns.id} = ${row.id} AND ${companySignIns.updatedAtMs} = ${row.updatedAtMs} AND ${companySignIns.sealedClientSecret} = ${row.sealedClientSecret})`;
}

/** What ends with a change: with another issuer whom it knew, and where it is off its sessions. */
function endedRows(ctx: Ctx, row: SignOnRow | undefined, next: SignOnInput): Statement[] {
  if (row === undefined) return [];
  const isOther = row.issuer !== next.issuer;
  return [
    ...(isOther ? [ctx.db.delete(connections).where(eq(connections.provider, row.id))] : []),
    ...(isOther || !next.enabled
      ? [ctx.db.delete(sessions).where(eq(sessions.signOnId, row.id))]
      : []),
  ];
}

/**
 * Sets the workspace's sign-on: its provider, whose addresses come in by it, and what they become.
 * Before it is switched on the provider is looked at. Another issuer knows nobody yet: whom the one
 * before knew prove their account once more, and its sessions end, as they do when it is switched
 * off. Asks for a fresh session. Refuses a domain that the workspace has not proven, a missing secret
 * and a provider that cannot be used with `invalid-input`, an address that may not be called with
 * `url-refused`, a role above one's own with `forbidden`, a change that another one overtook
 * with `conflict`, and the 21st change in a minute with `too-many-requests`. Safe to repeat.
 */
export async function setSignOn(ctx: Ctx, input: SignOnInput): Promise<SignOnView> {
  const workspace = requirePermission(ctx, "sign-on.write");
  requireFreshSession(ctx);
  const wanted = parseInput(SignOnInput, input);
  const { issuer, clientId, defaultRole, enabled, enforced } = wanted;
  const names = [...new Set(wanted.domains)];
  await requireGivable(ctx, workspace, { role: defaultRole });
  const [row, proven] = await Promise.all([
    findRow(ctx, workspace.id),
    listProvenDomains(ctx, workspace.id),
  ]);
  const foreign = names.find((name) => !proven.includes(name));
  if (foreign !== undefined) throw notProven(foreign);
  const sealedClientSecret = await sealedSecret(ctx, wanted, row);
  await admitProviderCall(ctx, workspace);
  if (row?.issuer !== issuer) await requireUrl(ctx, issuer, "/issuer");
  if (enabled && (row?.enabled !== true || row.issuer !== issuer)) await requireUsable(ctx, issuer);
  const now = ctx.clock.now();
  const changed: SignOnRow = {
    id: row?.id ?? newId("sso", now),
    workspaceId: workspace.id,
    issuer,
    clientId,
    sealedClientSecret,
    domains: names,
    defaultRole,
    enabled,
    enforced,
    createdAtMs: row?.createdAtMs ?? now,
    updatedAtMs: now,
  };
  const told = { issuer, clientId, domains: names, defaultRole, enabled, enforced };
  const same = eq(companySignIns.id, changed.id);
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, unchanged(workspace, names, row)),
      row === undefined
        ? ctx.db.insert(companySignIns).values(changed)
        : ctx.db.update(companySignIns).set(changed).where(same),
      ...endedRows(ctx, row, wanted),
      auditRow(ctx, "sign-on.set", changed.id, told),
    ]);
  } catch (cause) {
    const isLate = isUniqueViolation(cause, "company_sign_ins.workspace_id");
    if (!isLate && !isGuardFailure(cause)) throw cause;
    throw new Problem("conflict", { detail: "It was changed meanwhile; look at it again.", cause });
  }
  await forgetMembers(ctx, workspace.id);
  return await toView(ctx, changed);
}
