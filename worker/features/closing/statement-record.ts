import { microToPt } from "#core/money";
import type { StatementView } from "./schema.ts";

export const statementColumns = [
  "month",
  "workspaceId",
  "workspaceName",
  "accountId",
  "openingPt",
  "grantedPlanPt",
  "grantedTopupPt",
  "grantedPromoPt",
  "grantedReferralPt",
  "grantedRefundPt",
  "grantedCorrectionPt",
  "usedPt",
  "returnedPt",
  "expiredPt",
  "takenBackPt",
  "transferredPt",
  "closingPt",
  "transactions",
  "headHash",
] as const;

/** A statement as one flat record: opening + granted − used + returned − … = closing. */
export function statementRecord(statement: StatementView): {
  [name in (typeof statementColumns)[number]]: string | number;
} {
  const { movements, month, workspaceId, workspaceName, accountId, transactions } = statement;
  const { granted, used, returned, expired, takenBack, transferred } = movements;
  return {
    month,
    workspaceId,
    workspaceName,
    accountId,
    openingPt: microToPt(statement.openingMicroPt),
    grantedPlanPt: microToPt(granted.plan),
    grantedTopupPt: microToPt(granted.topup),
    grantedPromoPt: microToPt(granted.promo),
    grantedReferralPt: microToPt(granted.referral),
    grantedRefundPt: microToPt(granted.refund),
    grantedCorrectionPt: microToPt(granted.correction),
    usedPt: microToPt(used),
    returnedPt: microToPt(returned),
    expiredPt: microToPt(expired),
    takenBackPt: microToPt(takenBack),
    transferredPt: microToPt(transferred),
    closingPt: microToPt(statement.closingMicroPt),
    transactions,
    headHash: statement.headHash ?? "",
  };
}
