import { expect, test } from "vitest";
import { call, expectProblem, seedUser } from "../../../tests/support/api.ts";
import { breaches, callOperation, operations } from "../../../tests/support/contract.ts";
import { ctxWith } from "../../../tests/support/people.ts";
import { freshDomain, near, proveDomain, signOnInput } from "../../../tests/support/sign-on.ts";
import { setSignOn } from "./index.ts";

const PATH = "/api/v1/workspace/sign-on";

function operation(id: string) {
  const found = operations.find(({ operationId }) => operationId === id);
  if (found === undefined) throw new Error(`${id} is not in the document`);
  return found;
}

test("a person sets the sign-on up by the API as the document says; a key only reads it", async () => {
  const owner = await seedUser({ plan: "business" });
  const domain = freshDomain();
  await proveDomain(owner.workspaceId, domain);
  const { cookie, apiKey: key } = owner;
  const away = signOnInput(domain, { issuer: "https://login.acme.example", enabled: false });
  expectProblem(await call(PATH, { method: "PUT", key, json: away }), "forbidden", 403);
  expectProblem(await call(`${PATH}/test`, { method: "POST", cookie }), "not-found", 404);
  const refused = await callOperation(operation("setSignOn"), { cookie, json: away });
  expectProblem(refused, "url-refused", 422);
  expect(breaches(operation("setSignOn"), refused)).toEqual([]);

  const input = signOnInput(domain, { enabled: false });
  await setSignOn(near(await ctxWith(cookie)), input);
  const { clientSecret: _, ...json } = { ...input, defaultRole: "viewer" };
  const set = await callOperation(operation("setSignOn"), { cookie, json });
  expect(set.json).toMatchObject({ domains: [domain], defaultRole: "viewer", enabled: false });
  expect(breaches(operation("setSignOn"), set)).toEqual([]);
  const read = await callOperation(operation("getSignOn"), { key });
  expect(read.json).toMatchObject({ provenDomains: [domain], signOn: set.json });
  expect(breaches(operation("getSignOn"), read)).toEqual([]);
  const tested = await callOperation(operation("testSignOn"), { cookie });
  expect(tested.json).toMatchObject({ usable: false });
  expect(breaches(operation("testSignOn"), tested)).toEqual([]);
  const removed = await callOperation(operation("removeSignOn"), { cookie });
  expect(removed.status).toBe(204);
  expect((await call(PATH, { key })).json).toMatchObject({ signOn: null });
});
