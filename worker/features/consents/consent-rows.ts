import { newId, type UserId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import {
  type ConsentKind,
  type ConsentWay,
  type LegalDocument,
  legalDocuments,
  legalVersions,
} from "./schema.ts";
import { consents } from "./tables.ts";

interface NewConsent {
  userId: UserId;
  kind: ConsentKind;
  version: string;
  given: boolean;
  how: ConsentWay;
}

export function consentRow(ctx: Ctx, consent: NewConsent): Statement {
  const atMs = ctx.clock.now();
  return ctx.db.insert(consents).values({ id: newId("cns", atMs), ...consent, atMs });
}

/**
 * The rows that say that a person accepted the documents, as they are now unless `version` says
 * otherwise, for the batch that makes the person.
 */
export function acceptanceRows(
  ctx: Ctx,
  userId: UserId,
  how: ConsentWay,
  documents: readonly LegalDocument[] = legalDocuments,
  version?: string,
): Statement[] {
  return documents.map((kind) =>
    consentRow(ctx, { userId, kind, version: version ?? legalVersions[kind], given: true, how }),
  );
}
