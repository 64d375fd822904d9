import type { ProblemSlug } from "#core/problem";
import { m } from "#messages";

interface Texts {
  title: () => string;
  advice: () => string;
}

const texts: Record<ProblemSlug, Texts> = {
  "already-exists": {
    title: m.problems_already_exists_title,
    advice: m.problems_already_exists_advice,
  },
  "api-key-budget": {
    title: m.problems_api_key_budget_title,
    advice: m.problems_api_key_budget_advice,
  },
  "bad-request": { title: m.problems_bad_request_title, advice: m.problems_bad_request_advice },
  "body-too-large": {
    title: m.problems_body_too_large_title,
    advice: m.problems_body_too_large_advice,
  },
  conflict: { title: m.problems_conflict_title, advice: m.problems_conflict_advice },
  "cross-origin": { title: m.problems_cross_origin_title, advice: m.problems_cross_origin_advice },
  "document-unreadable": {
    title: m.problems_document_unreadable_title,
    advice: m.problems_document_unreadable_advice,
  },
  forbidden: { title: m.problems_forbidden_title, advice: m.problems_forbidden_advice },
  "grant-refused": {
    title: m.problems_grant_refused_title,
    advice: m.problems_grant_refused_advice,
  },
  "idempotency-key-reused": {
    title: m.problems_idempotency_key_reused_title,
    advice: m.problems_idempotency_key_reused_advice,
  },
  "insufficient-pt": {
    title: m.problems_insufficient_pt_title,
    advice: m.problems_insufficient_pt_advice,
  },
  internal: { title: m.problems_internal_title, advice: m.problems_internal_advice },
  "invalid-input": {
    title: m.problems_invalid_input_title,
    advice: m.problems_invalid_input_advice,
  },
  "last-sign-in": { title: m.problems_last_sign_in_title, advice: m.problems_last_sign_in_advice },
  "limit-reached": {
    title: m.problems_limit_reached_title,
    advice: m.problems_limit_reached_advice,
  },
  "link-expired": { title: m.problems_link_expired_title, advice: m.problems_link_expired_advice },
  "member-cap": { title: m.problems_member_cap_title, advice: m.problems_member_cap_advice },
  "method-not-allowed": {
    title: m.problems_method_not_allowed_title,
    advice: m.problems_method_not_allowed_advice,
  },
  "model-not-in-plan": {
    title: m.problems_model_not_in_plan_title,
    advice: m.problems_model_not_in_plan_advice,
  },
  "model-share-cap": {
    title: m.problems_model_share_cap_title,
    advice: m.problems_model_share_cap_advice,
  },
  "model-unavailable": {
    title: m.problems_model_unavailable_title,
    advice: m.problems_model_unavailable_advice,
  },
  "model-unknown": {
    title: m.problems_model_unknown_title,
    advice: m.problems_model_unknown_advice,
  },
  "model-unpriced": {
    title: m.problems_model_unpriced_title,
    advice: m.problems_model_unpriced_advice,
  },
  "not-connected": {
    title: m.problems_not_connected_title,
    advice: m.problems_not_connected_advice,
  },
  "not-found": { title: m.problems_not_found_title, advice: m.problems_not_found_advice },
  "passkey-refused": {
    title: m.problems_passkey_refused_title,
    advice: m.problems_passkey_refused_advice,
  },
  "payment-failed": {
    title: m.problems_payment_failed_title,
    advice: m.problems_payment_failed_advice,
  },
  "period-locked": {
    title: m.problems_period_locked_title,
    advice: m.problems_period_locked_advice,
  },
  "provider-failed": {
    title: m.problems_provider_failed_title,
    advice: m.problems_provider_failed_advice,
  },
  "quote-stale": {
    title: m.problems_quote_stale_title,
    advice: m.problems_quote_stale_advice,
  },
  "quota-reached": {
    title: m.problems_quota_reached_title,
    advice: m.problems_quota_reached_advice,
  },
  "reauthentication-required": {
    title: m.problems_reauthentication_required_title,
    advice: m.problems_reauthentication_required_advice,
  },
  "second-factor-failed": {
    title: m.problems_second_factor_failed_title,
    advice: m.problems_second_factor_failed_advice,
  },
  "signature-invalid": {
    title: m.problems_signature_invalid_title,
    advice: m.problems_signature_invalid_advice,
  },
  "sign-in-failed": {
    title: m.problems_sign_in_failed_title,
    advice: m.problems_sign_in_failed_advice,
  },
  "sign-in-refused": {
    title: m.problems_sign_in_refused_title,
    advice: m.problems_sign_in_refused_advice,
  },
  "spend-cap": {
    title: m.problems_spend_cap_title,
    advice: m.problems_spend_cap_advice,
  },
  "too-many-requests": {
    title: m.problems_too_many_requests_title,
    advice: m.problems_too_many_requests_advice,
  },
  "turn-in-progress": {
    title: m.problems_turn_in_progress_title,
    advice: m.problems_turn_in_progress_advice,
  },
  unauthorized: { title: m.problems_unauthorized_title, advice: m.problems_unauthorized_advice },
  unavailable: { title: m.problems_unavailable_title, advice: m.problems_unavailable_advice },
  "url-refused": {
    title: m.problems_url_refused_title,
    advice: m.problems_url_refused_advice,
  },
  "unsupported-media-type": {
    title: m.problems_unsupported_media_type_title,
    advice: m.problems_unsupported_media_type_advice,
  },
};

/** What a problem is called, in the language of the request. */
export function problemTitle(slug: ProblemSlug): string {
  return texts[slug].title();
}

/** What a person can do about a problem, in the language of the request. */
export function problemAdvice(slug: ProblemSlug): string {
  return texts[slug].advice();
}
