import { expect, test } from "vitest";
import { Problem, problems, type ProblemSlug } from "#core/problem";
import {
  problemDocument,
  ProblemDocument,
  problemResponse,
  toProblem,
} from "./problem-document.ts";

const site = {
  origin: "https://selvedge.example",
  requestId: "req_1",
  errorFor: "openai" as const,
};

test.each(Object.keys(problems) as ProblemSlug[])("%s is written out in both shapes", (slug) => {
  const document = ProblemDocument.parse(problemDocument(new Problem(slug), site));
  expect(document.type).toBe(`https://selvedge.example/problems/${slug}`);
  expect(document.status).toBe(problems[slug].status);
  expect(document.error).toMatchObject({ message: problems[slug].title });
});

test("the statuses that OpenAI's clients tell apart have the types they expect", () => {
  const errorOf = (slug: ProblemSlug) => problemDocument(new Problem(slug), site).error;
  expect(errorOf("insufficient-pt")).toMatchObject({ type: "insufficient_quota" });
  expect(errorOf("too-many-requests")).toMatchObject({ type: "rate_limit_error" });
  expect(errorOf("invalid-input")).toMatchObject({ type: "invalid_request_error" });
  expect(errorOf("internal")).toMatchObject({ type: "server_error" });
});

test("clients of OAuth find a code of RFC 6749, in plain JSON when a grant is refused", async () => {
  const oauth = { ...site, errorFor: "oauth" as const };
  const extensions = { error: "slow_down", interval: 10 };
  const refusal = problemResponse(new Problem("grant-refused", { extensions }), oauth);
  expect(refusal.headers.get("content-type")).toBe("application/json");
  expect(await refusal.json()).toMatchObject({ error: "slow_down", interval: 10, status: 400 });
  const other = problemResponse(new Problem("invalid-input", { detail: "too long" }), oauth);
  expect(other.headers.get("content-type")).toBe("application/problem+json");
  expect(await other.json()).toMatchObject({
    error: "invalid_request",
    error_description: "too long",
  });
});

test("extensions stand beside the standard members and never replace one", () => {
  const extensions = { limit: 5, status: 200, type: "about:blank", instance: "x" };
  const document = problemDocument(new Problem("limit-reached", { extensions }), site);
  expect(document).toMatchObject({ limit: 5, status: 409, instance: "req_1" });
  expect(document.type).toContain("/problems/limit-reached");
});

test("a wait is told in whole seconds, one at the least", () => {
  const header = (retryAfterSeconds: number) =>
    problemResponse(new Problem("too-many-requests", { retryAfterSeconds }), site).headers.get(
      "retry-after",
    );
  expect([0, 0.2, 1.2].map(header)).toEqual(["1", "1", "2"]);
});

test("what nobody expected is 500 and says nothing of its cause", async () => {
  const problem = toProblem(new Error("password=hunter2 at line 7"));
  expect(problem.slug).toBe("internal");
  expect(await problemResponse(problem, site).text()).not.toContain("hunter2");
});

test("a dependency that may come back is 503 with a wait", () => {
  const overloaded = Object.assign(new Error("overloaded"), { overloaded: true });
  const query = new Error("Failed query", { cause: new Error("D1_ERROR: timeout") });
  for (const cause of [overloaded, query]) {
    expect(toProblem(cause)).toMatchObject({ slug: "unavailable", retryAfterSeconds: 2 });
  }
});
