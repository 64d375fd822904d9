/**
 * Credits: the PT of each workspace. The ledger object of its account is the only writer and the
 * truth; what stands in the database (balances, usage days, notices) follows it and is checked every
 * night. Amounts are integer micro-PT. PT come by grants, each once by its key and its source, and
 * leave by charges. See docs/design/ledger.md.
 */
export { checkLedgers, listLedgerChecks } from "./check-ledgers.ts";
export { exportUsage } from "./export-usage.ts";
export { getBalance } from "./get-balance.ts";
export { getSpendLimits } from "./get-spend-limits.ts";
export { getTransaction } from "./get-transaction.ts";
export { getUsage } from "./get-usage.ts";
export { grantPaidPeriod, INVOICE_LINE_SOURCE } from "./grant-paid-period.ts";
export { grantPt } from "./grant-pt.ts";
export { holdLimits } from "./hold-limits.ts";
export { listStatement } from "./list-statement.ts";
export { listUsageDays } from "./list-usage-days.ts";
export { openBalanceLive } from "./open-balance-live.ts";
export { refusalProblem } from "./refusal-problem.ts";
export { renewPlan, startPlan } from "./start-plan.ts";
export { transferAccount } from "./transfer-account.ts";
export { updateSpendLimits } from "./update-spend-limits.ts";
