import { beforeAll, describe, expect, test } from "vitest";
import { call, expectProblem, seedUser } from "../support/api.ts";
import { breaches, callOperation, type Operation, operations } from "../support/contract.ts";

type Person = Awaited<ReturnType<typeof seedUser>>;

let operator: Person;
let stranger: Person;

beforeAll(async () => {
  // The first person of a deployment runs it.
  operator = await seedUser();
  stranger = await seedUser({ plan: "business" });
});

/** Reads of money, disputes, webhooks and administration that need nothing to be there. */
const reads = operations.filter(
  ({ method, path }) =>
    method === "GET" &&
    !path.includes("{") &&
    /^\/(?:admin|billing|disputes|notices|webhook-endpoints)\b/.test(path),
);
const named = (list: readonly Operation[]) => list.map((one) => [one.operationId, one] as const);

function queryOf({ parameters }: Operation): string {
  const pairs = parameters
    .filter((one) => one.in === "query" && one.required === true)
    .map((one) => [one.name, one.example ?? one.schema.example ?? "x"]);
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`;
}

test.each(named(reads))(
  "%s answers as described, or says what is not connected",
  async (_, one) => {
    const answer = await callOperation(one, { key: operator.apiKey }, { query: queryOf(one) });
    const isAnswer = answer.status < 300 || answer.json["slug"] === "not-connected";
    expect(isAnswer, `${answer.status} ${answer.text.slice(0, 400)}`).toBe(true);
    expect(breaches(one, answer)).toEqual([]);
  },
);

const ofTheOperator = reads.filter(({ path }) => path.startsWith("/admin/"));

test.each(named(ofTheOperator))("%s is for operators only", async (_, one) => {
  const query = queryOf(one);
  const refused = await callOperation(one, { key: stranger.apiKey }, { query });
  expectProblem(refused, "forbidden", 403);
  expectProblem(await callOperation(one, {}, { query }), "unauthorized", 401);
});

describe("operators", () => {
  const path = "/api/v1/admin/operators";

  test("are named by a person at the browser, not by a key", async () => {
    const json = { email: stranger.email };
    const byKey = await call(path, { key: operator.apiKey, json });
    expect(byKey.status).toBe(403);
    const made = await call(path, { cookie: operator.cookie, json });
    expect(made.status, made.text).toBe(200);
    const own = await call(path, { key: stranger.apiKey });
    expect(own.json["items"]).toMatchObject([{ isYou: false }, { isYou: true }]);
    const { userId } = (own.json["items"] as { userId: string }[])[1] ?? { userId: "" };
    const removed = await call(`${path}/${userId}`, { cookie: operator.cookie, method: "DELETE" });
    expect(removed.status, removed.text).toBe(204);
    expectProblem(await call(path, { key: stranger.apiKey }), "forbidden", 403);
    expectProblem(
      await call(`${path}/${operator.id}`, { cookie: operator.cookie, method: "DELETE" }),
      "conflict",
      409,
    );
  });
});
