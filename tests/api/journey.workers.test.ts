import { beforeAll, expect, test } from "vitest";
import { type Answer, call, expectProblem, seedUser } from "../support/api.ts";
import {
  breaches,
  callOperation,
  exampleBody,
  type Operation,
  operations,
} from "../support/contract.ts";

type Person = Awaited<ReturnType<typeof seedUser>>;
type Ids = Record<string, string>;

let operator: Person;
let owner: Person;
let stranger: Person;

beforeAll(async () => {
  const grants = [{ amountPt: 1_000_000, kind: "topup" }];
  operator = await seedUser({ grants });
  owner = await seedUser({ grants, plan: "business" });
  stranger = await seedUser({ grants, plan: "business" });
});

function idOf(answer: Answer): string {
  expect(answer.status, answer.text).toBeLessThan(300);
  return String(answer.json["id"]);
}

async function post(path: string, json: unknown): Promise<Answer> {
  return await call(`/api/v1${path}`, { key: owner.apiKey, json });
}

async function makeConversation(): Promise<Ids> {
  return { id: idOf(await post("/conversations", { title: "Top-ups" })) };
}

async function makeAnswer(): Promise<Ids> {
  const { id = "" } = await makeConversation();
  const sent = await post(`/conversations/${id}/messages`, { text: "How do I top up PT?" });
  const { assistantMessage, turnId } = sent.json as {
    assistantMessage: { id: string };
    turnId: string;
  };
  return { id, messageId: assistantMessage.id, turnId };
}

async function makeDocument(): Promise<Ids> {
  const made = await call("/api/v1/documents?name=handbook.md", {
    key: owner.apiKey,
    headers: { "content-type": "text/markdown" },
    body: "# Handbook\n\nTop up PT on the credits page.",
  });
  return { id: idOf(made) };
}

async function firstTransaction(): Promise<Ids> {
  const { json } = await call("/api/v1/credits/entries", { key: owner.apiKey });
  const [line] = json["items"] as { transactionId: string }[];
  return { id: line?.transactionId ?? "" };
}

/** What an operation needs to exist before its example call can succeed. */
function prepare({ path }: Operation): Promise<Ids> {
  if (path.startsWith("/conversations/{id}/")) return makeAnswer();
  if (path.startsWith("/conversations/{id}")) return makeConversation();
  if (path.startsWith("/documents/{id}")) return makeDocument();
  if (path.startsWith("/templates/{id}")) {
    return post("/templates", { name: "Notes", text: "Write notes" }).then((made) => ({
      id: idOf(made),
    }));
  }
  if (path.startsWith("/api-keys/{id}")) {
    return post("/api-keys", { name: "to revoke" }).then((made) => ({ id: idOf(made) }));
  }
  if (path.startsWith("/credits/transactions/{id}")) return firstTransaction();
  return Promise.resolve({});
}

function queryOf({ parameters }: Operation): string {
  const pairs = parameters
    .filter((one) => one.in === "query" && one.required === true)
    .map((one) => [one.name, one.example ?? one.schema.example ?? "x"]);
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`;
}

function bodyOf(operation: Operation) {
  const json = exampleBody(operation);
  if (json !== undefined) return { json };
  if (operation.requestBody === undefined) return {};
  const [type = ""] = Object.keys(operation.requestBody.content);
  return { body: "Top up PT on the credits page.", headers: { "content-type": type } };
}

function callerOf(operation: Operation): { key: string } | { cookie: string } {
  const person = operation.path === "/rate-card" ? operator : owner;
  return operation["x-person"] === true ? { cookie: person.cookie } : { key: person.apiKey };
}

/**
 * What needs Stripe, a case, an address that answers, a browser's session, a team, a code that a
 * person typed or the operator has a world of its own in the tests of its feature; there is none of it here.
 */
const ELSEWHERE =
  /^\/(?:admin|auth|billing|disputes|invitations|notices|users|webhook-endpoints|workspaces?)\b/;

const played = operations.filter(({ path }) => !ELSEWHERE.test(path));

const withIds = played.filter(({ path }) => path.includes("{") && !path.startsWith("/models"));

test.each(withIds.map((operation) => [operation.operationId, operation] as const))(
  "%s finds nothing of another workspace, with a key and with a session",
  async (_, operation) => {
    const values = await prepare(operation);
    const byKey = operation["x-person"] === true ? [] : [{ key: stranger.apiKey }];
    for (const caller of [...byKey, { cookie: stranger.cookie }]) {
      const init = { ...caller, ...bodyOf(operation) };
      const answer = await callOperation(operation, init, { values, query: queryOf(operation) });
      expectProblem(answer, "not-found", 404);
    }
  },
);

/** Publishing the example's card takes the models away that the others use. */
const inOrder = played.toSorted(
  (a, b) =>
    Number(a.operationId === "publishRateCard") - Number(b.operationId === "publishRateCard"),
);

test.each(inOrder.map((operation) => [operation.operationId, operation] as const))(
  "%s succeeds with its example, as described",
  async (_, operation) => {
    const values = await prepare(operation);
    const init = { ...callerOf(operation), ...bodyOf(operation) };
    const answer = await callOperation(operation, init, { values, query: queryOf(operation) });
    expect(answer.status, answer.text.slice(0, 400)).toBeLessThan(300);
    expect(breaches(operation, answer)).toEqual([]);
  },
);
