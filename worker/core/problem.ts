interface ProblemKind {
  status: number;
  title: string;
}

/**
 * The closed registry of everything the product refuses to do. A slug is a public promise: its page
 * is `/problems/<slug>`, written in `docs/problems/<slug>.md`.
 */
export const problems = {
  "already-exists": { status: 409, title: "It exists already" },
  "api-key-budget": { status: 402, title: "The API key's budget is used up" },
  "bad-request": { status: 400, title: "The request cannot be read" },
  "body-too-large": { status: 413, title: "The request body is too large" },
  conflict: { status: 409, title: "Something else changed it first" },
  "cross-origin": { status: 403, title: "The request came from another site" },
  "document-unreadable": { status: 422, title: "The document cannot be read" },
  forbidden: { status: 403, title: "You may not do this" },
  "grant-refused": { status: 400, title: "The program is not let in" },
  "idempotency-key-reused": {
    status: 409,
    title: "The idempotency key was used for another request",
  },
  "insufficient-pt": { status: 402, title: "Not enough PT" },
  internal: { status: 500, title: "Something went wrong on our side" },
  "invalid-input": { status: 422, title: "Some of the input is not valid" },
  "last-sign-in": { status: 409, title: "It is the last way to sign in" },
  "limit-reached": { status: 409, title: "A limit is reached" },
  "link-expired": { status: 410, title: "The link is no longer valid" },
  "member-cap": { status: 402, title: "Your share of the workspace's PT is used up" },
  "method-not-allowed": { status: 405, title: "The method is not allowed here" },
  "model-not-in-plan": { status: 403, title: "The model is not part of the plan" },
  "model-share-cap": { status: 402, title: "The plan's share for advanced models is used up" },
  "model-unavailable": { status: 503, title: "The model is not connected" },
  "model-unknown": { status: 404, title: "There is no such model" },
  "model-unpriced": { status: 409, title: "The model has no price" },
  "not-connected": { status: 503, title: "An outside service is not connected" },
  "not-found": { status: 404, title: "There is nothing here" },
  "passkey-refused": { status: 401, title: "The passkey was not accepted" },
  "payment-failed": { status: 402, title: "The payment did not go through" },
  "period-locked": { status: 409, title: "The period is closed" },
  "provider-failed": { status: 502, title: "The AI provider failed" },
  "quote-stale": { status: 409, title: "The price has changed since it was shown" },
  "quota-reached": { status: 402, title: "The free quota is used up" },
  "reauthentication-required": { status: 403, title: "Prove that it is you" },
  "second-factor-failed": { status: 401, title: "The code is not right" },
  "signature-invalid": { status: 400, title: "The signature is not valid" },
  "sign-in-failed": { status: 401, title: "The e-mail or the password is wrong" },
  "sign-in-refused": { status: 403, title: "You cannot sign in this way" },
  "spend-cap": { status: 402, title: "The workspace's spend cap is reached" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  "turn-in-progress": { status: 409, title: "An answer is being written already" },
  unauthorized: { status: 401, title: "You are not signed in" },
  unavailable: { status: 503, title: "A part of the product is not reachable" },
  "unsupported-media-type": { status: 415, title: "The content type is not supported" },
  "url-refused": { status: 422, title: "The address may not be called" },
} as const satisfies Record<string, ProblemKind>;

export type ProblemSlug = keyof typeof problems;

/** One wrong member of the input: an RFC 6901 pointer and what to do about it. */
export interface FieldError {
  pointer: string;
  detail: string;
}

export interface ProblemInit {
  detail?: string;
  errors?: FieldError[];
  /** Seconds, becomes the `Retry-After` header. */
  retryAfterSeconds?: number;
  /** Machine-readable members beside the standard ones (RFC 9457, section 3.2). */
  extensions?: Record<string, unknown>;
  cause?: unknown;
}

/** An expected refusal. Verbs throw it; one renderer turns it into `application/problem+json`. */
export class Problem extends Error {
  readonly slug: ProblemSlug;
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly extensions: Record<string, unknown>;

  constructor(slug: ProblemSlug, init: ProblemInit = {}) {
    super(init.detail ?? problems[slug].title, { cause: init.cause });
    this.name = "Problem";
    this.slug = slug;
    this.status = problems[slug].status;
    this.title = problems[slug].title;
    this.detail = init.detail;
    this.errors = init.errors;
    this.retryAfterSeconds = init.retryAfterSeconds;
    this.extensions = init.extensions ?? {};
  }
}

export function isProblem(value: unknown): value is Problem {
  return value instanceof Problem;
}
