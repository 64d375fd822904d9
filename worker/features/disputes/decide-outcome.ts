import { ptToMicro } from "#core/money";
import { Problem } from "#core/problem";
import type { DisputeEvidence } from "./evidence.ts";
import { type Move, nextState } from "./machine.ts";
import { type DisputeState, type Effect, type Outcome, SECOND_APPROVAL_OVER_PT } from "./schema.ts";
import { decideEffect } from "./suggest-decision.ts";

export interface OutcomeFacts {
  state: DisputeState;
  outcome: Outcome;
  /** Of a partial approval. */
  amountPt: number | undefined;
  evidence: DisputeEvidence | null;
  /** Paid for the charge and not given back, as the ledger says now. */
  leftMicroPt: number;
}

export interface DecidedOutcome {
  /** Where the dispute goes; `second-approval` when a second operator has to agree. */
  state: DisputeState;
  outcome: Outcome;
  effect: Effect | null;
  effectMicroPt: number;
}

const moveOf: Record<Outcome, Move> = { approved: "approve", partly: "partly", denied: "deny" };

function wrongState(state: DisputeState): Problem {
  return new Problem("conflict", {
    detail: `The dispute cannot be decided now: it is "${state}".`,
    extensions: { state },
  });
}

function amountOf({ outcome, amountPt = 0, leftMicroPt }: OutcomeFacts): number {
  if (outcome === "denied") return 0;
  if (leftMicroPt <= 0) {
    throw new Problem("conflict", { detail: "This charge was given back already, all of it." });
  }
  if (outcome === "approved") return leftMicroPt;
  const amountMicroPt = ptToMicro(amountPt);
  if (amountMicroPt <= leftMicroPt) return amountMicroPt;
  const detail = `at most ${leftMicroPt / ptToMicro(1)} PT are left of the charge`;
  throw new Problem("invalid-input", { detail, errors: [{ pointer: "/amountPt", detail }] });
}

/**
 * What an operator's decision comes to. A partial approval of all that is left is a whole one; an
 * approval above the limit waits for a second operator. Throws the refusal: of the state with
 * `conflict`, of an amount above what is left with `invalid-input`.
 */
export function decideOutcome(facts: OutcomeFacts): DecidedOutcome {
  const isDecidable = nextState(facts.state, moveOf[facts.outcome]) !== undefined;
  // What waits for a second operator is theirs to confirm or to send back.
  if (!isDecidable || facts.state === "second-approval") throw wrongState(facts.state);
  const effectMicroPt = amountOf(facts);
  const isWhole = facts.outcome === "partly" && effectMicroPt === facts.leftMicroPt;
  const outcome = isWhole ? "approved" : facts.outcome;
  const needsSecond = effectMicroPt > ptToMicro(SECOND_APPROVAL_OVER_PT);
  const state = nextState(facts.state, needsSecond ? "propose" : moveOf[outcome]);
  if (state === undefined) throw wrongState(facts.state);
  const effect = effectMicroPt > 0 ? decideEffect(facts.evidence) : null;
  return { state, outcome, effect, effectMicroPt };
}
