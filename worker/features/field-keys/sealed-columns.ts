import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { dkimKeys } from "#features/mail/tables";
import { noticeChannels, pushKeys } from "#features/channels/tables";
import { companySignIns } from "#features/sign-on/tables";
import { programRequests, refreshTokens } from "#features/tokens/tables";
import { twoFactors } from "#features/two-factor/tables";
import { webhookEndpoints } from "#features/webhooks/tables";
import { idempotencyRecords } from "#platform/idempotency.tables";

/** A column that holds what `seal` made, and for which purpose it was sealed. */
export interface SealedColumn {
  table: SQLiteTable;
  column: SQLiteColumn;
  purpose: string;
}

/**
 * Every column that holds sealed values; in the database each is called `sealed_…`. Tables are
 * listed by their names.
 */
export const sealedColumns: SealedColumn[] = [
  { table: dkimKeys, column: dkimKeys.sealedPrivateKey, purpose: "dkim-key" },
  {
    table: companySignIns,
    column: companySignIns.sealedClientSecret,
    purpose: "company-sign-in",
  },
  {
    table: idempotencyRecords,
    column: idempotencyRecords.sealedBody,
    purpose: "idempotency-record",
  },
  { table: noticeChannels, column: noticeChannels.sealedSecret, purpose: "channel-secret" },
  { table: noticeChannels, column: noticeChannels.sealedUrl, purpose: "channel-url" },
  { table: pushKeys, column: pushKeys.sealedPrivateKey, purpose: "push-key" },
  { table: twoFactors, column: twoFactors.sealedSecret, purpose: "totp-secret" },
  {
    table: programRequests,
    column: programRequests.sealedRefreshToken,
    purpose: "refresh-token",
  },
  { table: refreshTokens, column: refreshTokens.sealedSuccessor, purpose: "refresh-token" },
  {
    table: webhookEndpoints,
    column: webhookEndpoints.sealedOldSecret,
    purpose: "webhook-secret",
  },
  { table: webhookEndpoints, column: webhookEndpoints.sealedSecret, purpose: "webhook-secret" },
];
