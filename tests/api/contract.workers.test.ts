import { beforeAll, describe, expect, test } from "vitest";
import { type Answer, call, expectProblem, seedUser } from "../support/api.ts";
import {
  bodySchema,
  breaches,
  callOperation,
  exampleBody,
  exampleFaults,
  type Operation,
  operations,
} from "../support/contract.ts";

type Person = Awaited<ReturnType<typeof seedUser>>;

let owner: Person;
let stranger: Person;
const keysByScope: Record<string, string> = {};

beforeAll(async () => {
  // The first person of a deployment runs it; what only they may do is tested with the models.
  await seedUser();
  owner = await seedUser({ grants: [{ amountPt: 1_000_000, kind: "topup" }], plan: "business" });
  stranger = await seedUser({ grants: [{ amountPt: 1_000, kind: "topup" }] });
  for (const scope of ["read", "write", "chat"]) {
    const made = await call("/api/v1/api-keys", {
      key: owner.apiKey,
      json: { name: scope, scopes: [scope] },
    });
    keysByScope[scope] = String(made.json["secret"]);
  }
});

/** As whom someone calls an operation: with the key, or where it takes the person, signed in. */
function as(person: Person, operation: Operation): { key: string } | { cookie: string } {
  return operation["x-person"] === true ? { cookie: person.cookie } : { key: person.apiKey };
}

function expectKept(operation: Operation, answer: Answer, what: string): void {
  const name = `${operation.operationId} with ${what} answered ${answer.status} ${answer.text}`;
  // Without its outside service an operation says so, in words of the document.
  const isRefused = answer.status < 500 || answer.json["slug"] === "not-connected";
  expect(isRefused, name.slice(0, 600)).toBe(true);
  expect(breaches(operation, answer), name.slice(0, 600)).toEqual([]);
  const isProblem = answer.headers.get("content-type") === "application/problem+json";
  expect(isProblem, name).toBe(answer.status >= 400);
}

const hostileBodies: [string, BodyInit][] = [
  ["nothing", ""],
  ["malformed JSON", '{"a":'],
  ["broken UTF-8", new Uint8Array([0x22, 0xc3, 0x28, 0x22])],
  ["null", "null"],
  ["a number", "1e400"],
  ["a string", '"x"'],
  ["a list", "[]"],
  ["an empty object", "{}"],
  ["a prototype", '{"__proto__":{"a":1},"constructor":{"prototype":{"a":1}}}'],
  ["deep nesting", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ["a lone surrogate", '{"name":"\\ud800","text":"\\ud800","messages":"\\ud800"}'],
  ["NUL characters", '{"name":"a\\u0000b","text":"\\u0000","model":"\\u0000"}'],
];

const hostileIds = [
  "unknown",
  "conv_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  "%00",
  "..%2f..%2fetc%2fpasswd",
  "%ff%fe",
  "'%20OR%201=1--",
  "x".repeat(5_000),
  "__proto__",
  "%F0%9F%92%A9",
];

const hostileValues = [
  "",
  "-1",
  "0",
  "1e9",
  "NaN",
  "null",
  "'",
  "%00",
  "%ff",
  "[]",
  "x".repeat(5_000),
];

const wrongValues = [null, -1, 1e308, 0.5, "", "x".repeat(300_000), [], [[]], {}, true, ["x", 1]];

function named(chosen: Operation[]) {
  return chosen.map((operation) => [operation.operationId, operation] as const);
}

const withJson = operations.filter((operation) => exampleBody(operation) !== undefined);

/** The body of the operation's example call. */
function example(operation: Operation): { json?: unknown } {
  const json = exampleBody(operation);
  return json === undefined ? {} : { json };
}

describe.each(named(operations))("%s", (_, operation) => {
  test("its examples fit its schemas", () => {
    expect(exampleFaults(operation)).toEqual([]);
  });

  test("its example call is answered as described", async () => {
    const body = example(operation);
    const answer = await callOperation(operation, { ...as(owner, operation), ...body });
    expectKept(operation, answer, "its example");
    expect(answer.headers.get("ratelimit-limit")).toMatch(/^\d+$/);
  });

  test("nobody and a wrong key are refused where one is needed", async () => {
    const body = example(operation);
    const wrong = await callOperation(operation, { key: "sk_selv_wrong", ...body });
    expectProblem(wrong, "unauthorized", 401);
    const nobody = await callOperation(operation, body);
    expectKept(operation, nobody, "no key");
    if (operation["x-scope"] !== "none") expectProblem(nobody, "unauthorized", 401);
  });

  test("a key without its scope is refused", async () => {
    const scope = operation["x-scope"];
    const others = Object.keys(keysByScope).filter((one) => one !== scope && scope !== "none");
    for (const other of others) {
      const answer = await callOperation(operation, {
        key: keysByScope[other] ?? "",
        ...example(operation),
      });
      expectProblem(answer, "forbidden", 403);
    }
  });

  test("a key is refused where it takes the person", async () => {
    if (operation["x-person"] !== true) return;
    const answer = await callOperation(operation, { key: owner.apiKey, ...example(operation) });
    expectProblem(answer, "forbidden", 403);
    expect(answer.json["requires"]).toBe("session");
  });

  test("hostile ids are refused as described", async () => {
    const names = operation.parameters.filter((one) => one.in === "path");
    for (const { name } of names) {
      for (const id of hostileIds) {
        const body = example(operation);
        const init = { ...as(stranger, operation), ...body };
        const answer = await callOperation(operation, init, { values: { [name]: id } });
        if (answer.json["slug"] === "not-found") continue;
        expectKept(operation, answer, `the id ${id.slice(0, 40)}`);
      }
    }
  });

  test("hostile queries are answered as described", async () => {
    const names = operation.parameters.filter((one) => one.in === "query");
    for (const { name } of [...names, { name: "unheard-of" }]) {
      for (const value of hostileValues) {
        for (const query of [`?${name}=${value}`, `?${name}=${value}&${name}=${value}`]) {
          const body = example(operation);
          const init = { ...as(stranger, operation), ...body };
          const answer = await callOperation(operation, init, { query });
          expectKept(operation, answer, query.slice(0, 60));
        }
      }
    }
  });
});

describe.each(named(withJson))("%s", (_, operation) => {
  const json = { "content-type": "application/json" };

  // Someone new for each: so many requests of one person in a minute are refused.
  beforeAll(async () => {
    stranger = await seedUser({ grants: [{ amountPt: 1_000, kind: "topup" }] });
  });

  test("hostile bodies are refused as described", async () => {
    for (const [what, body] of hostileBodies) {
      const init = { ...as(stranger, operation), headers: json, body };
      expectKept(operation, await callOperation(operation, init), what);
    }
    const huge = JSON.stringify({ text: "x".repeat(5_000_000) });
    const tooLarge = await callOperation(operation, {
      ...as(stranger, operation),
      headers: json,
      body: huge,
    });
    expectProblem(tooLarge, "body-too-large", 413);
    const asText = await callOperation(operation, {
      ...as(stranger, operation),
      headers: { "content-type": "text/plain" },
      body: JSON.stringify(exampleBody(operation)),
    });
    expectProblem(asText, "unsupported-media-type", 415);
  });

  test("each member with a wrong value is answered as described", async () => {
    const whole = exampleBody(operation) as Record<string, unknown>;
    for (const name of Object.keys(bodySchema(operation)?.properties ?? {})) {
      for (const value of wrongValues) {
        const init = { ...as(stranger, operation), json: { ...whole, [name]: value } };
        const answer = await callOperation(operation, init);
        expectKept(operation, answer, `${name} = ${JSON.stringify(value).slice(0, 40)}`);
      }
    }
  });
});

test("the document is served as it was built", async () => {
  const answer = await call("/api/v1/openapi.json");
  expect(answer.json).toMatchObject({ openapi: "3.1.0" });
  expect(Object.keys(answer.json["paths"] as object).length).toBeGreaterThan(3);
});
