import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { type FieldError, isProblem, Problem, problems, type ProblemSlug } from "#core/problem";

const slugs = Object.keys(problems) as ProblemSlug[];

/** The types that OpenAI's own errors have. */
const openAiErrorTypes = [
  "authentication_error",
  "insufficient_quota",
  "invalid_request_error",
  "not_found_error",
  "permission_error",
  "rate_limit_error",
  "server_error",
] as const;

/** How every refusal is written out: RFC 9457, plus OpenAI's `error` member under `/api/v1`. */
export const ProblemDocument = z
  .looseObject({
    type: z.url().max(300).meta({ description: "Stable URL of the page about this problem" }),
    title: z.string().max(200).meta({ description: "What the problem is, the same every time" }),
    status: z.int().min(400).max(599).meta({ description: "The HTTP status" }),
    detail: z.string().max(2_000).optional().meta({ description: "What it is this time" }),
    instance: z
      .string()
      .max(100)
      .regex(/^req_\w+$/)
      .meta({ description: "The id of the request" }),
    slug: z.enum(slugs).meta({ description: "The last part of `type`" }),
    errors: z
      .array(
        z.object({
          pointer: z.string().max(500).meta({ description: "The member, as in RFC 6901" }),
          detail: z.string().max(500).meta({ description: "What is wrong with it" }),
        }),
      )
      .max(200)
      .optional()
      .meta({ description: "The wrong members of the input" }),
    error: z
      .union([
        z.object({
          message: z.string().max(2_000).meta({ description: "As `detail`" }),
          type: z.enum(openAiErrorTypes),
          code: z.enum([...slugs, "invalid_api_key" as const]),
          param: z.string().max(500).nullable().meta({ description: "The first wrong member" }),
        }),
        z.string().max(60).meta({ description: "Under `/auth`: the code of RFC 6749" }),
      ])
      .optional()
      .meta({ description: "The same in OpenAI's shape" }),
  })
  .meta({ id: "Problem" });
export type ProblemDocument = z.infer<typeof ProblemDocument>;

export interface ProblemSite {
  origin: string;
  requestId: string;
  /** Adds the member `error` as clients of OpenAI, or of OAuth, read it. */
  errorFor?: "openai" | "oauth";
}

const openAiTypes: Partial<Record<number, (typeof openAiErrorTypes)[number]>> = {
  401: "authentication_error",
  402: "insufficient_quota",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
};

function openAiError(problem: Problem) {
  const fallback = problem.status >= 500 ? "server_error" : "invalid_request_error";
  return {
    message: problem.detail ?? problem.title,
    type: openAiTypes[problem.status] ?? fallback,
    code: problem.slug === "unauthorized" ? ("invalid_api_key" as const) : problem.slug,
    param: parameterOf(problem.errors),
  };
}

function parameterOf(errors: FieldError[] | undefined): string | null {
  const pointer = errors?.[0]?.pointer;
  return pointer === undefined ? null : pointer.slice(1).replaceAll("/", ".");
}

/** The code of RFC 6749, section 5.2, of what is refused before a grant is looked at. */
function oauthError(problem: Problem): string {
  const { error } = problem.extensions;
  if (typeof error === "string") return error;
  if (problem.status === 429) return "slow_down";
  return problem.status >= 500 ? "server_error" : "invalid_request";
}

function errorMember(problem: Problem, errorFor: ProblemSite["errorFor"]): object {
  if (errorFor === undefined) return {};
  if (errorFor === "openai") return { error: openAiError(problem) };
  const description = problem.detail ?? problem.title;
  return { error: oauthError(problem), error_description: description };
}

/** The document of a problem; extensions never replace a standard member. */
export function problemDocument(problem: Problem, site: ProblemSite): ProblemDocument {
  return {
    ...problem.extensions,
    type: `${site.origin}/problems/${problem.slug}`,
    title: problem.title,
    status: problem.status,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    instance: site.requestId,
    slug: problem.slug,
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    ...errorMember(problem, site.errorFor),
  };
}

/** The response of a problem. */
export function problemResponse(problem: Problem, site: ProblemSite): Response {
  // RFC 6749, section 5.2, and with it every client of OAuth, asks for plain JSON.
  const type = problem.slug === "grant-refused" ? "application/json" : "application/problem+json";
  const headers = new Headers({ "content-type": type });
  if (problem.retryAfterSeconds !== undefined) {
    headers.set("retry-after", String(Math.max(1, Math.ceil(problem.retryAfterSeconds))));
  }
  if (problem.status === 401) headers.set("www-authenticate", 'Bearer realm="selvedge"');
  const { allow } = problem.extensions;
  if (problem.slug === "method-not-allowed" && Array.isArray(allow)) {
    headers.set("allow", allow.join(", "));
  }
  const body = JSON.stringify(problemDocument(problem, site));
  return new Response(body, { status: problem.status, headers });
}

function fromHttpException(exception: HTTPException): Problem | undefined {
  switch (exception.status) {
    case 400:
      return new Problem("bad-request", { detail: exception.message, cause: exception });
    case 413:
      return new Problem("body-too-large", { cause: exception });
    case 415:
      return new Problem("unsupported-media-type", { cause: exception });
    default:
      return undefined;
  }
}

/** True for a failure of a dependency that may be gone at the next try. */
function isTransient(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  if ("retryable" in cause && cause.retryable === true) return true;
  if ("overloaded" in cause && cause.overloaded === true) return true;
  if (/^(D1_ERROR|Injected fault)/.test(cause.message)) return true;
  return isTransient(cause.cause);
}

/** Any thrown value as a problem; what is not an expected refusal keeps its cause for the log only. */
export function toProblem(cause: unknown): Problem {
  if (isProblem(cause)) return cause;
  if (cause instanceof HTTPException) {
    const known = fromHttpException(cause);
    if (known !== undefined) return known;
  }
  if (isTransient(cause)) return new Problem("unavailable", { retryAfterSeconds: 2, cause });
  return new Problem("internal", { cause });
}
