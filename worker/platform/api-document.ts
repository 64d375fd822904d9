import type { RouteConfig } from "@hono/zod-openapi";
import { Problem, problems, type ProblemSlug } from "#core/problem";
import { ProblemDocument, problemDocument } from "./problem-document.ts";

const count = { type: "integer", format: "int32", minimum: 0, maximum: 1_000_000_000 } as const;

/** In every answer of the API. */
export const commonHeaders = {
  "Access-Control-Allow-Origin": {
    description: "`*` when the request carries an API key; cookies are never allowed",
    schema: { type: "string", enum: ["*"] } as const,
  },
  "RateLimit-Limit": { description: "Requests allowed in the window", schema: count },
  "RateLimit-Remaining": { description: "Requests left in the window", schema: count },
  "RateLimit-Reset": { description: "Seconds until the window is empty again", schema: count },
};

const retryAfter = {
  "Retry-After": { description: "Seconds to wait before the next try", schema: count },
};

const site = {
  origin: "https://selvedge.example",
  requestId: "req_01KAJ3C6Z8",
  errorFor: "openai" as const,
};

/** One example of each slug: an error takes a picture of its stack, and every route has many. */
const examples = new Map<ProblemSlug, { summary: string; value: ProblemDocument }>();

function exampleOf(slug: ProblemSlug) {
  const made = examples.get(slug) ?? {
    summary: problems[slug].title,
    value: problemDocument(new Problem(slug), site),
  };
  examples.set(slug, made);
  return made;
}

/** The documented responses of problems, one per status, with an example of each slug. */
export function problemResponses(slugs: ProblemSlug[]): RouteConfig["responses"] {
  const byStatus = new Map<number, Set<ProblemSlug>>();
  for (const slug of slugs) {
    const { status } = problems[slug];
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(slug));
  }
  const entries = [...byStatus].map(([status, members]) => {
    const waits = status === 429 || status === 503;
    return [
      status,
      {
        description: [...members].map((slug) => problems[slug].title).join(". "),
        headers: waits ? { ...commonHeaders, ...retryAfter } : commonHeaders,
        content: {
          "application/problem+json": {
            schema: ProblemDocument,
            examples: Object.fromEntries([...members].map((slug) => [slug, exampleOf(slug)])),
          },
        },
      },
    ];
  });
  return Object.fromEntries(entries) as RouteConfig["responses"];
}
