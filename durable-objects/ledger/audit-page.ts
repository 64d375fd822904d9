import { LedgerFold } from "./audit.ts";
import type { AuditReport, FoldState } from "./audit.ts";
import type { Grant, Hold, LedgerState } from "./book.ts";
import type { HashText, Transaction } from "./chart.ts";

/** Where an audit goes on: the fold, and up to where grants and closed holds were compared. */
export interface AuditCursor {
  fold: FoldState;
  grantSeq: number;
  holdSeq: number;
}

/** One step of an audit: the report at the end, until then where to go on. */
export type AuditPage = { done: false; cursor: AuditCursor } | { done: true; report: AuditReport };

/** What an audit reads of a book. */
export interface AuditedBook {
  readonly state: LedgerState;
  readonly hash: HashText;
  transactions(afterSeq: number, limit: number): readonly Transaction[];
  findGrant(seq: number): Grant | undefined;
  closedHolds(afterSeq: number, limit: number): readonly Hold[];
}

/**
 * One step of an audit, at most `limit` transactions and `limit` grants or holds long, so that a
 * long book never keeps its account waiting. First every transaction is folded, then grants and
 * closed holds are compared with the fold, each as it stands in that moment, and last the open holds
 * and the head. Work that goes on meanwhile is folded first. Changes nothing; the caller keeps the
 * cursor.
 */
export function auditPage(book: AuditedBook, from: AuditCursor | null, limit: number): AuditPage {
  const { state, hash } = book;
  const fold = new LedgerFold(hash, from?.fold);
  let grantSeq = from?.grantSeq ?? 0;
  let holdSeq = from?.holdSeq ?? 0;
  for (const one of book.transactions(fold.transactionSeq, limit)) fold.add(one);
  const next = (): AuditPage => ({
    done: false,
    cursor: { fold: fold.toState(), grantSeq, holdSeq },
  });
  if (fold.transactionSeq < state.head.transactionSeq) return next();
  const grantsUntil = Math.min(grantSeq + limit, state.head.grantSeq);
  while (grantSeq < grantsUntil) {
    grantSeq += 1;
    const grant = book.findGrant(grantSeq);
    if (grant !== undefined) fold.checkGrant(grant);
  }
  if (grantSeq < state.head.grantSeq) return next();
  const closed = book.closedHolds(holdSeq, limit);
  for (const hold of closed) fold.checkHold(hold);
  holdSeq = closed.at(-1)?.seq ?? holdSeq;
  if (closed.length === limit) return next();
  for (const hold of state.holds.values()) fold.checkHold(hold);
  return { done: true, report: fold.report(state.accountId, state.head) };
}
