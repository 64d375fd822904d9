import type { FieldError, ProblemSlug } from "#core/problem";

/** A Problem as a page gets it: the members of its problem+json document. */
export interface ProblemView {
  slug: ProblemSlug;
  status: number;
  /** Both in the reader's language. */
  title: string;
  advice: string;
  detail: string | undefined;
  errors: FieldError[] | undefined;
  requestId: string | undefined;
  retryAfterSeconds: number | undefined;
  extensions: Record<string, unknown>;
}

/** What an action answers when it was refused: the reason, and what was typed. */
export interface FormOutcome {
  problem?: ProblemView;
  values?: Record<string, string | string[]>;
}

export function isProblemView(value: unknown): value is ProblemView {
  return (
    typeof value === "object" &&
    value !== null &&
    "slug" in value &&
    typeof value.slug === "string" &&
    "advice" in value
  );
}

/** The first registered problem with this HTTP status, for errors that carry nothing else. */
export function slugOfStatus(status: number): ProblemSlug {
  switch (status) {
    case 400:
      return "bad-request";
    case 401:
      return "unauthorized";
    case 403:
      return "forbidden";
    case 404:
      return "not-found";
    case 405:
      return "method-not-allowed";
    case 413:
      return "body-too-large";
    case 429:
      return "too-many-requests";
    case 503:
      return "unavailable";
    default:
      return "internal";
  }
}
