import { formatPt } from "#app/ui/format.ts";
import type {
  DisputeEventView,
  DisputeReason,
  DisputeState,
  Missing,
  Suggestion,
  SuggestionReason,
} from "#features/disputes/schema";
import { getLocale } from "#locale";
import { m } from "#messages";

/** Who reads: the side that disputes, or an operator. */
export type Viewer = "own" | "operator";

/** A state in a word or two. */
export function stateName(state: DisputeState, viewer: Viewer): string {
  switch (state) {
    case "open":
      return m.disputes_state_open();
    case "gathering":
      return m.disputes_state_gathering();
    case "in-review":
      return m.disputes_state_in_review();
    case "waiting-for-user":
      return viewer === "own" ? m.disputes_state_waiting_you() : m.disputes_state_waiting_user();
    case "second-approval":
      return m.disputes_state_second_approval();
    case "approved":
      return m.disputes_state_approved();
    case "partly":
      return m.disputes_state_partly();
    case "denied":
      return m.disputes_state_denied();
    case "withdrawn":
      return m.disputes_state_withdrawn();
    case "expired":
      return m.disputes_state_expired();
  }
}

const reasons: Record<DisputeReason, { name: () => string; hint: () => string }> = {
  "wrong-answer": {
    name: m.disputes_reason_wrong_answer,
    hint: m.disputes_reason_wrong_answer_hint,
  },
  "no-answer": { name: m.disputes_reason_no_answer, hint: m.disputes_reason_no_answer_hint },
  "charged-twice": {
    name: m.disputes_reason_charged_twice,
    hint: m.disputes_reason_charged_twice_hint,
  },
  "wrong-price": { name: m.disputes_reason_wrong_price, hint: m.disputes_reason_wrong_price_hint },
  "wrong-estimate": {
    name: m.disputes_reason_wrong_estimate,
    hint: m.disputes_reason_wrong_estimate_hint,
  },
  other: { name: m.disputes_reason_other, hint: m.disputes_reason_other_hint },
};

export function reasonName(reason: DisputeReason): string {
  return reasons[reason].name();
}

/** Every reason with what it means, to choose from. */
export function reasonOptions() {
  return (Object.keys(reasons) as DisputeReason[]).map((value) => ({
    value,
    label: reasons[value].name(),
    hint: reasons[value].hint(),
  }));
}

const missing: Record<Missing, () => string> = {
  "not-kept": m.disputes_missing_not_kept,
  deleted: m.disputes_missing_deleted,
  "not-reported": m.disputes_missing_not_reported,
  unreachable: m.disputes_missing_unreachable,
};

/** Why a piece of evidence is not there. */
export function missingWords(why: Missing): string {
  return missing[why]();
}

const whys: Record<SuggestionReason, () => string> = {
  "already-returned": m.disputes_why_already_returned,
  "duplicate-charge": m.disputes_why_duplicate_charge,
  "amount-differs": m.disputes_why_amount_differs,
  estimated: m.disputes_why_estimated,
  "no-output": m.disputes_why_no_output,
  "turn-failed": m.disputes_why_turn_failed,
  "evidence-missing": m.disputes_why_evidence_missing,
  quality: m.disputes_why_quality,
  "charge-is-right": m.disputes_why_charge_is_right,
};

export function suggestionReason(reason: SuggestionReason): string {
  return whys[reason]();
}

/** What the evidence suggests to do. */
export function suggestionWords({ decision, amountMicroPt }: Suggestion): string {
  const amount = formatPt(amountMicroPt);
  switch (decision) {
    case "approve":
      return m.disputes_suggest_approve({ amount });
    case "partly":
      return m.disputes_suggest_partly({ amount });
    case "deny":
      return m.disputes_suggest_deny();
    case "wait":
      return m.disputes_suggest_wait();
    case "look":
      return m.disputes_suggest_look();
  }
}

/** An outcome that an event tells of: "approved in part, 3 PT". */
function outcomeWords(detail: DisputeEventView["detail"]): string {
  const { outcome, effectMicroPt } = detail ?? {};
  const amount = typeof effectMicroPt === "number" ? formatPt(effectMicroPt) : "";
  switch (outcome) {
    case "approved":
      return `${m.disputes_state_approved()}, ${amount}`;
    case "partly":
      return `${m.disputes_state_partly()}, ${amount}`;
    default:
      return m.disputes_state_denied();
  }
}

function amountOf(detail: DisputeEventView["detail"]): string {
  const returned = detail?.["returnedMicroPt"];
  return formatPt(typeof returned === "number" ? returned : 0);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Keeps a name of any script in one piece within right-to-left text. */
function isolated(name: string): string {
  return getLocale() === "ar" ? `\u2068${name}\u2069` : name;
}

function nameOf({ actorName, side }: DisputeEventView): string {
  if (actorName !== null) return isolated(actorName);
  return side === "operator" ? m.disputes_support() : m.disputes_someone();
}

/** What happened, in one line. */
export function eventTitle(event: DisputeEventView): string {
  const name = nameOf(event);
  const { detail } = event;
  switch (event.kind) {
    case "opened":
      return m.disputes_event_opened({ name });
    case "evidence":
      return m.disputes_event_evidence();
    case "asked":
      return m.disputes_event_asked({ name });
    case "message":
      return m.disputes_event_message({ name });
    case "note":
      return m.disputes_event_note({ name });
    case "attached":
      return m.disputes_event_attached({ name, file: isolated(textOf(detail?.["name"])) });
    case "proposed":
      return m.disputes_event_proposed({ name, what: outcomeWords(detail) });
    case "sent-back":
      return m.disputes_event_sent_back({ name });
    case "decided":
      return m.disputes_event_decided({ name, what: outcomeWords(detail) });
    case "returned":
      return m.disputes_event_returned({ amount: amountOf(detail) });
    case "overdue":
      return m.disputes_event_overdue();
    case "withdrawn":
      return m.disputes_event_withdrawn({ name });
    case "expired":
      return m.disputes_event_expired();
  }
}
