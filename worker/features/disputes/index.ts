/**
 * Disputes: a workspace disputes one of its charges, evidence gathers itself, operators decide. Each
 * charge is disputed once; no PT move at the opening; a decision moves them once through the ledger,
 * never more than what is left of the charge; large approvals need a second operator. Everything that
 * happens stays in the dispute's history. See docs/design/disputes.md.
 */
export { addAttachment, addCaseAttachment } from "./add-attachment.ts";
export { addNote } from "./add-note.ts";
export { approveSecond } from "./approve-second.ts";
export { askUser } from "./ask-user.ts";
export { decideDispute } from "./decide-dispute.ts";
export { findDisputeOfCharge } from "./find-dispute-of-charge.ts";
export { getAttachment } from "./get-attachment.ts";
export { getDisputable } from "./get-disputable.ts";
export { getDispute } from "./get-dispute.ts";
export { getDisputeCase } from "./get-dispute-case.ts";
export { getDisputeStatistics } from "./get-statistics.ts";
export { listDisputeQueue } from "./list-dispute-queue.ts";
export { listDisputes } from "./list-disputes.ts";
export { mayDispute } from "./may-dispute.ts";
export { openDispute } from "./open-dispute.ts";
export { postMessage } from "./post-message.ts";
export { requestEvidence } from "./request-evidence.ts";
export { withdrawDispute } from "./withdraw-dispute.ts";
