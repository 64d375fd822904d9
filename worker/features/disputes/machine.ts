import { DAY_MS } from "#core/time";
import { type DisputeState, OPERATOR_ANSWER_DAYS, USER_ANSWER_DAYS } from "./schema.ts";

/** Everything that can move a dispute from one state to another. */
export const moves = [
  "gather",
  "gathered",
  "ask",
  "answer",
  "propose",
  "send-back",
  "approve",
  "partly",
  "deny",
  "withdraw",
  "expire",
] as const;
export type Move = (typeof moves)[number];

type Moves = Partial<Record<Move, DisputeState>>;

/** A user may write at any time; only in answer to a question does that move the dispute. */
const table: Record<DisputeState, Moves> = {
  open: { gather: "gathering", answer: "open", withdraw: "withdrawn" },
  gathering: {
    gather: "gathering",
    gathered: "in-review",
    answer: "gathering",
    withdraw: "withdrawn",
  },
  "in-review": {
    gather: "gathering",
    ask: "waiting-for-user",
    answer: "in-review",
    propose: "second-approval",
    approve: "approved",
    partly: "partly",
    deny: "denied",
    withdraw: "withdrawn",
  },
  "waiting-for-user": {
    ask: "waiting-for-user",
    answer: "in-review",
    propose: "second-approval",
    approve: "approved",
    partly: "partly",
    deny: "denied",
    withdraw: "withdrawn",
    expire: "expired",
  },
  "second-approval": {
    answer: "second-approval",
    "send-back": "in-review",
    approve: "approved",
    partly: "partly",
    withdraw: "withdrawn",
  },
  approved: {},
  partly: {},
  denied: {},
  withdrawn: {},
  expired: {},
};

/** Where a move leads; undefined when the state does not allow it. */
export function nextState(state: DisputeState, move: Move): DisputeState | undefined {
  return table[state][move];
}

/** True when nothing can happen to the dispute any more. */
export function isOver(state: DisputeState): boolean {
  return Object.keys(table[state]).length === 0;
}

/** The states of disputes that are not over. */
export const unresolvedStates = (Object.keys(table) as DisputeState[]).filter(
  (state) => !isOver(state),
);

/** Whose turn it is. */
export function waitsFor(state: DisputeState): "operator" | "user" | null {
  if (isOver(state)) return null;
  return state === "waiting-for-user" ? "user" : "operator";
}

/**
 * When whoever's turn it is must have acted: the user within 14 days of the question, the operator
 * within 3 days of the moment it became their turn. Moves that leave the turn with the operator do
 * not give them more time.
 */
export function dueAfter(
  before: { state: DisputeState; dueAtMs: number | null } | undefined,
  state: DisputeState,
  nowMs: number,
): number | null {
  const whose = waitsFor(state);
  if (whose === null) return null;
  if (whose === "user") return nowMs + USER_ANSWER_DAYS * DAY_MS;
  const stays = before !== undefined && waitsFor(before.state) === "operator";
  return (stays ? before.dueAtMs : null) ?? nowMs + OPERATOR_ANSWER_DAYS * DAY_MS;
}

/** True when the operator should have acted by now. A user who is late lets the dispute expire. */
export function isOverdue(
  { state, dueAtMs }: { state: DisputeState; dueAtMs: number | null },
  nowMs: number,
): boolean {
  return waitsFor(state) === "operator" && dueAtMs !== null && dueAtMs <= nowMs;
}
