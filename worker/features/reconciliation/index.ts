/**
 * Reconciliation: every night the ledgers are compared with Stripe and with what the providers
 * report, page by page, and what differs becomes a typed discrepancy. Type and object name it for
 * ever, so another run adds nothing; one that is gone resolves itself. A run takes small steps, each
 * of which has its effect once and is where the next invocation goes on. Estimated charges are
 * replaced by what the provider reported, exactly once. Nothing is corrected without a person,
 * except estimates. See docs/design/reconciliation.md.
 */
export { acceptDiscrepancy } from "./accept-discrepancy.ts";
export { advanceRun } from "./advance-run.ts";
export { assignDiscrepancy } from "./assign-discrepancy.ts";
export { exportDiscrepancies } from "./export-discrepancies.ts";
export { fixDiscrepancies, fixDiscrepancy } from "./fix-discrepancy.ts";
export { countDiscrepancies, getDiscrepancy, listDiscrepancies } from "./list-discrepancies.ts";
export { listOwnWork, type OwnWork } from "./list-own-work.ts";
export { getRun, listOwners, listRuns } from "./list-runs.ts";
export { startRun } from "./start-run.ts";
