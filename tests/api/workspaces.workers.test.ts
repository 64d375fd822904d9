import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { type Answer, type CallInit, expectProblem, seedUser } from "../support/api.ts";
import { breaches, callOperation, type Operation, operations } from "../support/contract.ts";

type Person = Awaited<ReturnType<typeof seedUser>>;

beforeAll(async () => {
  // The first person of a deployment runs it; these must not.
  await seedUser();
});

/** A team on the Business plan, with its owner in it. */
async function makeTeam(): Promise<{ owner: Person; as: { cookie: string }; slug: string }> {
  const owner = await seedUser();
  const as = { cookie: owner.cookie };
  const made = await play("createTeam", { ...as, json: { name: "Acme" } });
  await env.DB.prepare(
    "UPDATE workspaces SET plan = 'business', plan_version_id = NULL WHERE id = ?",
  )
    .bind(String(made.json["id"]))
    .run();
  const slug = String((await play("getWorkspace", as)).json["slug"]);
  await play("switchWorkspace", { ...as, json: { slug } });
  return { owner, as, slug };
}

function operationOf(id: string): Operation {
  const found = operations.find(({ operationId }) => operationId === id);
  if (found === undefined) throw new Error(`${id} is not in the document`);
  return found;
}

interface Played extends CallInit {
  id?: string;
  query?: string;
}

/** Calls an operation and holds its answer to the document. */
async function ask(operationId: string, { id, query, ...init }: Played): Promise<Answer> {
  const operation = operationOf(operationId);
  const place = { ...(id === undefined ? {} : { values: { id } }), query: query ?? "" };
  const answer = await callOperation(operation, init, place);
  expect(breaches(operation, answer), `${operationId}: ${answer.text.slice(0, 400)}`).toEqual([]);
  return answer;
}

/** The same, where it succeeds. */
async function play(operationId: string, init: Played): Promise<Answer> {
  const answer = await ask(operationId, init);
  expect(answer.status, `${operationId}: ${answer.text.slice(0, 400)}`).toBeLessThan(300);
  return answer;
}

function itemsOf({ json }: Answer): Record<string, unknown>[] {
  return json["items"] as Record<string, unknown>[];
}

test("a team is made, renamed, left for another workspace and found again", async () => {
  const { as } = await makeTeam();
  await play("renameWorkspace", { ...as, json: { name: "Acme Research", slug: "acme-research" } });
  const workspace = await play("getWorkspace", as);
  expect(workspace.json).toMatchObject({ name: "Acme Research", kind: "team", plan: "business" });
  const mine = itemsOf(await play("listMyWorkspaces", as));
  expect(mine.map(({ current }) => current)).toEqual([false, true]);
  await play("switchWorkspace", { ...as, json: { slug: String(mine[0]?.["slug"]) } });
  expect((await play("getWorkspace", as)).json["kind"]).toBe("personal");
  await play("switchWorkspace", { ...as, json: { slug: "acme-research" } });
});

test("someone is invited, looks, accepts, is changed, offered the ownership, and removed", async () => {
  const { as } = await makeTeam();
  const grace = await seedUser();
  const json = { email: grace.email, role: "member" };
  const invited = await play("createInvitation", { ...as, json });
  const held = await play("lookUpInvitation", { json: { token: invited.json["token"] } });
  expect(held.json).toMatchObject({ workspaceName: "Acme", state: "pending" });
  await play("resendInvitation", { ...as, id: String(invited.json["id"]) });
  const stale = { cookie: grace.cookie, json: { token: invited.json["token"] } };
  expectProblem(await ask("acceptInvitation", stale), "link-expired", 410);

  const again = await play("createInvitation", { ...as, json });
  await play("acceptInvitation", { cookie: grace.cookie, json: { token: again.json["token"] } });
  const states = itemsOf(await play("listInvitations", as)).map(({ state }) => state);
  expect(states).toEqual(["accepted", "revoked"]);

  const made = await play("createPermissionSet", {
    ...as,
    json: { name: "Support", permissions: ["chat.read"] },
  });
  const id = String(made.json["id"]);
  const wider = { name: "Support", permissions: ["chat.read", "audit.read"] };
  await play("updatePermissionSet", { ...as, id, json: wider });
  const given = { role: "custom", permissionSetId: id, capPt: 50 };
  await play("updateMember", { ...as, id: grace.id, json: given });
  expect(itemsOf(await play("listPermissionSets", as))).toMatchObject([{ id, members: 1 }]);
  expectProblem(await ask("deletePermissionSet", { ...as, id }), "conflict", 409);
  const members = itemsOf(await play("listMembers", as));
  expect(members[1]).toMatchObject({ userId: grace.id, capPt: 50, role: "custom" });

  await play("offerOwnership", { ...as, json: { userId: grace.id } });
  await play("endOwnershipOffer", { cookie: grace.cookie });
  expectProblem(await ask("acceptOwnership", { cookie: grace.cookie }), "link-expired", 410);
  await play("removeMember", { ...as, id: grace.id });
  await play("deletePermissionSet", { ...as, id });
  expect(itemsOf(await play("listMembers", as))).toHaveLength(1);
});

test("a domain is claimed, looked for, and let go", async () => {
  const { as } = await makeTeam();
  const claimed = await play("claimDomain", { ...as, json: { domain: "acme.example" } });
  const id = String(claimed.json["id"]);
  await play("updateDomain", { ...as, id, json: { mode: "join", role: "viewer" } });
  expect(itemsOf(await play("listDomains", as))).toMatchObject([{ id, mode: "join" }]);
  expect(itemsOf(await play("listJoinRequests", as))).toEqual([]);
  await play("removeDomain", { ...as, id });
  expectProblem(await ask("removeDomain", { ...as, id }), "not-found", 404);
});

test("the log is read page by page, filtered, and exported whole", async () => {
  const { as } = await makeTeam();
  await play("createInvitation", { ...as, json: { role: "viewer" } });
  await play("renameWorkspace", { ...as, json: { name: "Acme Research" } });
  const [first, second] = await Promise.all([
    play("listAudit", { ...as, query: "?limit=1" }),
    play("listAudit", { ...as, query: "?limit=1&action=invitation" }),
  ]);
  expect(second.json["items"]).toMatchObject([{ action: "invitation.created" }]);
  const cursor = encodeURIComponent(String(first.json["nextCursor"]));
  const next = await play("listAudit", { ...as, query: `?limit=1&cursor=${cursor}` });
  expect(itemsOf(next)[0]?.["id"]).not.toBe(itemsOf(first)[0]?.["id"]);
  const past = await play("listAudit", { ...as, query: "?to=2020-01-01T00:00:00Z" });
  expect(itemsOf(past)).toEqual([]);
  const csv = await play("exportAudit", { ...as, query: "?action=workspace.renamed" });
  expect(csv.text.trim().split("\n")).toHaveLength(2);
  await play("exportAudit", { ...as, query: "?format=json" });
  expectProblem(await ask("listAudit", { ...as, query: "?cursor=%00" }), "invalid-input", 422);
});

test("a key lets nobody in who may do more than it may", async () => {
  const team = await makeTeam();
  const made = await play("createApiKey", {
    ...team.as,
    json: { name: "inviter", scopes: ["read", "write"] },
  });
  const as = { key: String(made.json["secret"]) };
  await play("createInvitation", { ...as, json: { role: "viewer" } });
  const member = await ask("createInvitation", { ...as, json: { role: "member" } });
  expectProblem(member, "forbidden", 403);
  expect(member.json["permission"]).toBe("chat.send");
});

test("a key may do no more than its owner's permission set, whatever its scopes", async () => {
  const { as } = await makeTeam();
  const grace = await seedUser();
  const made = await play("createPermissionSet", {
    ...as,
    json: { name: "Keys only", permissions: ["keys.read", "keys.write"] },
  });
  const access = { role: "custom", permissionSetId: made.json["id"] };
  const invited = await play("createInvitation", { ...as, json: access });
  await play("acceptInvitation", { cookie: grace.cookie, json: { token: invited.json["token"] } });
  const scopes = ["chat", "read", "write", "billing"];
  const key = await play("createApiKey", {
    cookie: grace.cookie,
    json: { name: "mine", scopes },
  });
  const secret = String(key.json["secret"]);
  await play("listApiKeys", { key: secret });
  for (const refused of ["listAudit", "listInvitations", "listConversations"]) {
    expectProblem(await ask(refused, { key: secret }), "forbidden", 403);
  }
  const wider = { name: "Keys only", permissions: ["keys.write", "keys.read", "audit.read"] };
  await play("updatePermissionSet", { ...as, id: String(made.json["id"]), json: wider });
  await play("listAudit", { key: secret });
  await play("leaveWorkspace", { cookie: grace.cookie });
  expectProblem(await ask("listApiKeys", { key: secret }), "unauthorized", 401);
});

test("a key is read, changed and rotated by its person, and by no key", async () => {
  const { as } = await makeTeam();
  const made = await play("createApiKey", { ...as, json: { name: "nightly" } });
  const id = String(made.json["id"]);
  const changed = await play("updateApiKey", { ...as, id, json: { budgetPt: 40 } });
  expect(changed.json["budgetPt"]).toBe(40);
  const rotated = await play("rotateApiKey", { ...as, id, json: { overlapHours: 0 } });
  const key = String(rotated.json["secret"]);
  expectProblem(
    await ask("getApiKey", { id, key: String(made.json["secret"]) }),
    "unauthorized",
    401,
  );
  expect((await play("getApiKey", { id, key })).json["name"]).toBe("nightly");
  const byKey = await ask("rotateApiKey", { id, key, json: {} });
  expectProblem(byKey, "forbidden", 403);
});

test("a team goes, comes back, and its maker's account as well", async () => {
  const { as, owner } = await makeTeam();
  const wrong = await ask("deleteWorkspace", { ...as, json: { confirm: "Acm" } });
  expectProblem(wrong, "invalid-input", 422);
  const going = await play("deleteWorkspace", { ...as, json: { confirm: "Acme" } });
  expect(going.json["deleteAt"]).toEqual(expect.any(String));
  await play("restoreWorkspace", as);
  expect((await play("getWorkspace", as)).json["deleteAt"]).toBeNull();

  const none = await play("getDeletion", as);
  expect(none.json["state"]).toBe("none");
  const asked = await play("requestExport", as);
  expect(itemsOf(await play("listExports", as))).toMatchObject([{ id: asked.json["id"] }]);
  await play("requestDeletion", { ...as, json: { confirm: owner.email } });
  expectProblem(await ask("getDeletion", as), "unauthorized", 401);
});

test("what opens an account is listed by its person", async () => {
  const as = { cookie: (await seedUser()).cookie };
  expect(itemsOf(await play("listPasskeys", as))).toEqual([]);
  expect(itemsOf(await play("listConnections", as))).toEqual([]);
  expect((await play("listOutstandingDocuments", as)).json["documents"]).toEqual([]);
  expect((await play("getJoinOffer", as)).json["offer"]).toBeNull();
});
