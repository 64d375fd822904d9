/**
 * Closing: the books of each month. An account's month is folded out of its ledger from where the
 * month before ended; what was paid for PT is earned as they are used or expire, and deferred until
 * then. A closed month has a statement for each account and never changes: corrections belong to the
 * running month. See docs/design/closing.md.
 */
export { closeMonth, findDueMonth } from "./close-month.ts";
export { exportMonth } from "./export-month.ts";
export { exportStatement } from "./export-statement.ts";
export { getClose, listCloses, listMonthStatements } from "./list-closes.ts";
export { getStatement, listStatements } from "./list-statements.ts";
export { requireOpenMonth } from "./require-open-month.ts";
