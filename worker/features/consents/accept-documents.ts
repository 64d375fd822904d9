import { and, eq, inArray } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { forgetSessions } from "#features/sessions";
import { requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { acceptanceRows } from "./consent-rows.ts";
import { type LegalDocument, legalDocuments, outstandingOf } from "./schema.ts";
import { consents } from "./tables.ts";

/** The documents whose present version the person has not accepted yet. One read of D1. */
export async function listOutstanding(ctx: Ctx, userId: UserId): Promise<LegalDocument[]> {
  const accepted = await ctx.db
    .select({ kind: consents.kind, version: consents.version })
    .from(consents)
    .where(and(eq(consents.userId, userId), inArray(consents.kind, [...legalDocuments])));
  return outstandingOf(accepted.map(({ kind, version }) => `${kind} ${version}`));
}

/**
 * Records that the signed-in person accepts the documents as they are now; what they had accepted
 * already is not recorded again, so a repeat changes nothing. API keys are `forbidden`.
 */
export async function acceptDocuments(ctx: Ctx): Promise<void> {
  const { userId } = requireUser(ctx);
  const outstanding = await listOutstanding(ctx, userId);
  if (outstanding.length === 0) return;
  await runBatch(ctx.db, [
    ...acceptanceRows(ctx, userId, "asked-again", outstanding),
    auditRow(ctx, "consent.documents-accepted", userId, { documents: outstanding }),
  ]);
  await forgetSessions(ctx.env, [userId]);
}
