import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import { isId, newId, type WorkspaceId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, isUniqueViolation, runBatch } from "#platform/db";
import { requireAdmitted, tryAdmit } from "#platform/rate-limits";
import { DAY_MS, MINUTE_MS } from "#core/time";
import { tryLookUpTxt } from "./look-up-txt.ts";
import { isPublicMailDomain } from "./public-mail-domains.ts";
import {
  DomainPatch,
  DOMAINS_MAX,
  type DomainView,
  type JoinMode,
  type JoinRole,
  NewDomain,
} from "./schema.ts";
import { domains } from "./tables.ts";

export type DomainRow = typeof domains.$inferSelect;

const CHECKS_PER_MINUTE = 10;
const RECORD_NAME = "_selvedge";

export const recordNameOf = (domain: string): string => `${RECORD_NAME}.${domain}`;
export const recordTextOf = (token: string): string => `selvedge-domain=${token}`;

function toView(row: DomainRow): DomainView {
  const { id, domain, token, mode, role, verifiedAtMs, checkedAtMs, missingSinceMs } = row;
  return {
    id,
    domain,
    recordName: recordNameOf(domain),
    recordText: recordTextOf(token),
    mode,
    role,
    verifiedAtMs,
    checkedAtMs,
    missingSinceMs,
  };
}

/** The domains that the workspace has claimed, by name, with the records that prove them. */
export async function listDomains(ctx: Ctx): Promise<DomainView[]> {
  const { id } = requirePermission(ctx, "domains.read");
  const rows = await ctx.db
    .select()
    .from(domains)
    .where(eq(domains.workspaceId, id))
    .orderBy(asc(domains.domain));
  return rows.map(toView);
}

/**
 * Claims a domain: it counts once its TXT record was found. Refuses the domain of a public mail
 * service with `forbidden`, one that is there with `already-exists` and the eleventh with
 * `limit-reached`.
 */
export async function addDomain(ctx: Ctx, input: NewDomain): Promise<DomainView> {
  const workspace = requirePermission(ctx, "domains.write");
  const { domain } = parseInput(NewDomain, input);
  if (isPublicMailDomain(domain)) {
    throw new Problem("forbidden", {
      detail: `Everyone can have an address at ${domain}; it cannot be claimed.`,
      errors: [{ pointer: "/domain", detail: "a public mail service" }],
    });
  }
  const now = ctx.clock.now();
  const row: DomainRow = {
    id: newId("dom", now),
    workspaceId: workspace.id,
    domain,
    token: crypto.getRandomValues(new Uint8Array(16)).toHex(),
    mode: "off",
    role: "member",
    createdAtMs: now,
    verifiedAtMs: null,
    checkedAtMs: null,
    missingSinceMs: null,
  };
  const hasRoom = sql`(SELECT COUNT(*) FROM ${domains} WHERE ${domains.workspaceId} = ${workspace.id}) < ${DOMAINS_MAX}`;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, hasRoom),
      ctx.db.insert(domains).values(row),
      auditRow(ctx, "domain.claimed", row.id, { domain }),
    ]);
  } catch (cause) {
    if (isUniqueViolation(cause, "domains.workspace_id")) {
      const errors = [{ pointer: "/domain", detail: "is claimed here already" }];
      throw new Problem("already-exists", { errors, cause });
    }
    if (!isGuardFailure(cause)) throw cause;
    throw new Problem("limit-reached", {
      detail: `A workspace claims at most ${DOMAINS_MAX} domains.`,
      extensions: { limit: DOMAINS_MAX },
    });
  }
  return toView(row);
}

async function requireDomain(
  ctx: Ctx,
  permission: "domains.read" | "domains.write",
  id: string,
): Promise<DomainRow> {
  const workspace = requirePermission(ctx, permission);
  const row = isId("dom", id)
    ? await ctx.db
        .select()
        .from(domains)
        .where(and(eq(domains.id, id), eq(domains.workspaceId, workspace.id)))
        .get()
    : undefined;
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such domain." });
  return row;
}

/**
 * Looks for the domain's TXT record now; with it the domain is this workspace's. Refuses a missing
 * record with `conflict`, one that is another workspace's already with `already-exists`, a resolver
 * that does not answer with `unavailable`, and the eleventh check in a minute with
 * `too-many-requests`. Safe to repeat.
 */
export async function verifyDomain(ctx: Ctx, id: string): Promise<DomainView> {
  const row = await requireDomain(ctx, "domains.write", id);
  const rule = { name: "domain-checks", limit: CHECKS_PER_MINUTE, windowMs: MINUTE_MS };
  requireAdmitted(await tryAdmit(ctx.env, `workspace:${row.workspaceId}`, [rule]));
  const texts = await tryLookUpTxt(ctx, recordNameOf(row.domain));
  if (texts === undefined) {
    throw new Problem("unavailable", {
      detail: "The name service does not answer; try again soon.",
    });
  }
  const now = ctx.clock.now();
  if (!texts.includes(recordTextOf(row.token))) {
    await ctx.db.update(domains).set({ checkedAtMs: now }).where(eq(domains.id, row.id));
    throw new Problem("conflict", {
      detail: `No record at ${recordNameOf(row.domain)} says so yet. New records can take an hour to be seen.`,
    });
  }
  const verified = {
    verifiedAtMs: row.verifiedAtMs ?? now,
    checkedAtMs: now,
    missingSinceMs: null,
  };
  try {
    await runBatch(ctx.db, [
      ctx.db.update(domains).set(verified).where(eq(domains.id, row.id)),
      auditRow(ctx, "domain.verified", row.id, { domain: row.domain }),
    ]);
  } catch (cause) {
    if (!isUniqueViolation(cause, "domains.domain")) throw cause;
    throw new Problem("already-exists", {
      detail: "Another workspace has proven this domain; it must let it go first.",
      cause,
    });
  }
  return toView({ ...row, ...verified });
}

/** Says what happens when someone confirms an address of the domain. Safe to repeat. */
export async function updateDomain(ctx: Ctx, id: string, input: DomainPatch): Promise<void> {
  const row = await requireDomain(ctx, "domains.write", id);
  const { mode, role } = parseInput(DomainPatch, input);
  await runBatch(ctx.db, [
    ctx.db.update(domains).set({ mode, role }).where(eq(domains.id, row.id)),
    auditRow(ctx, "domain.updated", row.id, { mode, role }),
  ]);
}

/** Lets a domain go: nobody joins by it any more; who is in stays. Another workspace's is `not-found`. */
export async function removeDomain(ctx: Ctx, id: string): Promise<void> {
  const row = await requireDomain(ctx, "domains.write", id);
  await runBatch(ctx.db, [
    ctx.db.delete(domains).where(eq(domains.id, row.id)),
    auditRow(ctx, "domain.removed", row.id, { domain: row.domain }),
  ]);
}

export interface VerifiedDomain {
  workspaceId: WorkspaceId;
  domain: string;
  mode: JoinMode;
  role: JoinRole;
}

/** The workspace that has proven a domain; undefined when none has. For verbs that have authorised. */
export async function findVerifiedDomain(
  ctx: Ctx,
  domain: string,
): Promise<VerifiedDomain | undefined> {
  return await ctx.db
    .select({
      workspaceId: domains.workspaceId,
      domain: domains.domain,
      mode: domains.mode,
      role: domains.role,
    })
    .from(domains)
    .where(and(eq(domains.domain, domain.toLowerCase()), isNotNull(domains.verifiedAtMs)))
    .get();
}

const LOST_AFTER_DAYS = 3;

/** What a nightly look at a proven domain comes to. Pure. */
export function decideRecheck(
  row: Pick<DomainRow, "token" | "missingSinceMs">,
  texts: string[] | undefined,
  nowMs: number,
): "unknown" | "there" | "missing" | "lost" {
  if (texts === undefined) return "unknown";
  if (texts.includes(recordTextOf(row.token))) return "there";
  if (row.missingSinceMs === null) return "missing";
  return nowMs - row.missingSinceMs >= LOST_AFTER_DAYS * DAY_MS ? "lost" : "missing";
}

/**
 * One domain's nightly look. Three days without its record take the proof away. Who cannot be looked
 * up keeps it, and waits for the next turn like all others.
 */
export async function recheckDomain(ctx: Ctx, row: DomainRow): Promise<string> {
  const nowMs = ctx.clock.now();
  const found = decideRecheck(row, await tryLookUpTxt(ctx, recordNameOf(row.domain)), nowMs);
  const sinceMs = row.missingSinceMs ?? nowMs;
  const missing = { there: null, missing: sinceMs, lost: sinceMs, unknown: row.missingSinceMs };
  const changed = { checkedAtMs: nowMs, missingSinceMs: missing[found] };
  const stillSame = eq(domains.id, row.id);
  if (found !== "lost") {
    await ctx.db.update(domains).set(changed).where(stillSame);
    return found;
  }
  await runBatch(ctx.db, [
    ctx.db
      .update(domains)
      .set({ ...changed, verifiedAtMs: null })
      .where(stillSame),
    auditRow(ctx, "domain.lost", row.id, { domain: row.domain }),
  ]);
  return found;
}
