import { env } from "cloudflare:workers";
import { inject, expect, test } from "vitest";
import { HOUR_MS } from "#core/time";
import { lateCtx, LATE_MS, makeEndpoint } from "../../../tests/support/webhooks.ts";
import { anonymousCtx, jobCtx, makePerson } from "../../../tests/support/people.ts";
import {
  createEndpoint,
  deleteEndpoint,
  getDelivery,
  getEndpoint,
  listDeliveries,
  listEndpoints,
  replayDelivery,
  replayFailedDeliveries,
  rotateSecret,
  testEndpoint,
  updateEndpoint,
} from "./index.ts";
import { expireWebhooks } from "./expire-webhooks.ts";

// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

const publicUrl = "https://a-93-184-216-34.names.selvedge.dev/in";

test("an endpoint is made with a secret that is shown once and kept encrypted", async () => {
  const { ctx, workspace } = await makePerson();
  const { endpoint, secret } = await createEndpoint(lateCtx(ctx, { privateHosts: false }), {
    url: publicUrl,
    description: "  Books ",
    types: ["invoice.paid", "invoice.paid"],
  });
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(endpoint).toMatchObject({
    url: publicUrl,
    description: "Books",
    types: ["invoice.paid"],
    state: "active",
  });
  expect(await getEndpoint(ctx, endpoint.id)).not.toHaveProperty("secret");
  const kept = await env.DB.prepare("SELECT * FROM webhook_endpoints WHERE id = ?")
    .bind(endpoint.id)
    .first();
  expect(JSON.stringify(kept)).not.toContain(secret.slice("whsec_".length));
  const audit = await env.DB.prepare(
    "SELECT action, detail FROM audit_rows WHERE workspace_id = ? AND target = ?",
  )
    .bind(workspace.id, endpoint.id)
    .all();
  expect(audit.results).toEqual([
    {
      action: "webhook-endpoint.created",
      detail: '{"host":"a-93-184-216-34.names.selvedge.dev"}',
    },
  ]);
});

const refused: [url: string, reason: string][] = [
  ["http://a-93-184-216-34.names.selvedge.dev/", "not-https"],
  ["https://127.0.0.1/", "address"],
  ["https://localhost/", "not-public"],
  ["https://a-10-0-0-1.names.selvedge.dev/", "private"],
  ["https://a-169-254-169-254.names.selvedge.dev/", "private"],
  ["https://a-93-184-216-34.a-10-0-0-1.names.selvedge.dev/", "private"],
  ["https://aaaa-fd00-0-0-0-0-0-0-1.names.selvedge.dev/", "private"],
  ["https://a-93-184-216-34.aaaa-0-0-0-0-0-ffff-7f00-1.names.selvedge.dev/", "private"],
  ["https://nowhere.names.selvedge.dev/", "unresolved"],
  ["https://broken.names.selvedge.dev/", "unknown"],
];

test.each(refused)("%s is refused: %s", async (url, reason) => {
  const { ctx } = await makePerson();
  const strict = lateCtx(ctx, { privateHosts: false });
  await expect(createEndpoint(strict, { url })).rejects.toMatchObject({
    slug: "url-refused",
    extensions: { reason },
    errors: [{ pointer: "/url" }],
  });
  const { endpoint } = await createEndpoint(strict, { url: publicUrl });
  await expect(updateEndpoint(strict, endpoint.id, { url })).rejects.toMatchObject({
    slug: "url-refused",
  });
  expect(await listEndpoints(ctx)).toHaveLength(1);
});

test("public addresses of both kinds are let through", async () => {
  const { ctx } = await makePerson();
  const strict = lateCtx(ctx, { privateHosts: false });
  const url = "https://a-93-184-216-34.aaaa-2606-4700-0-0-0-0-0-1.names.selvedge.dev/";
  expect((await createEndpoint(strict, { url })).endpoint.url).toBe(url);
});

test("wrong input is refused with the member that is wrong", async () => {
  const { ctx } = await makePerson();
  await expect(createEndpoint(ctx, { url: "" })).rejects.toMatchObject({
    slug: "invalid-input",
    errors: [{ pointer: "/url" }],
  });
  await expect(createEndpoint(ctx, { url: publicUrl, types: [] })).rejects.toMatchObject({
    errors: [{ pointer: "/types" }],
  });
});

test("a workspace has at most twenty endpoints, also when two are made at once", async () => {
  const { ctx } = await makePerson();
  const own = lateCtx(ctx);
  const url = `${inject("webhookReceiverUrl")}/in/full`;
  for (let n = 0; n < 19; n++) await createEndpoint(own, { url });
  const both = await Promise.allSettled([
    createEndpoint(own, { url }),
    createEndpoint(own, { url }),
  ]);
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expect(createEndpoint(own, { url })).rejects.toMatchObject({
    slug: "limit-reached",
    extensions: { limit: 20 },
  });
  const [first] = await listEndpoints(own);
  await deleteEndpoint(own, first?.id ?? "");
  await expect(createEndpoint(own, { url })).resolves.toBeDefined();
});

test("an endpoint is changed, switched off and on, and deleted", async () => {
  const { ctx } = await makePerson();
  const { endpoint } = await makeEndpoint(ctx);
  const own = lateCtx(ctx);
  expect(await updateEndpoint(own, endpoint.id, { types: ["topup.failed"] })).toMatchObject({
    types: ["topup.failed"],
    url: endpoint.url,
  });
  expect(await updateEndpoint(own, endpoint.id, { state: "off" })).toMatchObject({ state: "off" });
  expect(await updateEndpoint(own, endpoint.id, { state: "active", types: null })).toMatchObject({
    state: "active",
    types: null,
  });
  await deleteEndpoint(own, endpoint.id);
  expect(await listEndpoints(own)).toEqual([]);
  await expect(getEndpoint(own, endpoint.id)).rejects.toMatchObject({ slug: "not-found" });
  await expect(deleteEndpoint(own, endpoint.id)).rejects.toMatchObject({ slug: "not-found" });
  const kept = await env.DB.prepare("SELECT sealed_secret FROM webhook_endpoints WHERE id = ?")
    .bind(endpoint.id)
    .first();
  expect(kept).toEqual({ sealed_secret: "" });
  await expireWebhooks(jobCtx());
  const gone = await env.DB.prepare("SELECT id FROM webhook_endpoints WHERE id = ?")
    .bind(endpoint.id)
    .first();
  expect(gone).toBeNull();
});

test("a rotated secret overlaps with the one before for a day", async () => {
  const { ctx } = await makePerson();
  const { endpoint, secret } = await makeEndpoint(ctx);
  const rotated = await rotateSecret(lateCtx(ctx), endpoint.id);
  expect(rotated.secret).not.toBe(secret);
  expect(rotated.endpoint.oldSecretUntilMs).toBe(LATE_MS + 24 * HOUR_MS);
  const dayLater = lateCtx(ctx, { atMs: LATE_MS + 24 * HOUR_MS });
  expect((await getEndpoint(dayLater, endpoint.id)).oldSecretUntilMs).toBeNull();
});

test("of two rotations at once one is refused, and its secret was never in use", async () => {
  const { ctx } = await makePerson();
  const { endpoint } = await makeEndpoint(ctx);
  const both = await Promise.allSettled([
    rotateSecret(lateCtx(ctx), endpoint.id),
    rotateSecret(lateCtx(ctx), endpoint.id),
  ]);
  const lost = both.filter((one) => one.status === "rejected");
  expect(lost.map(({ reason }) => reason.slug).filter((slug) => slug !== "conflict")).toEqual([]);
  expect(lost.length).toBeLessThan(2);
});

test("another workspace's endpoints and deliveries do not exist", async () => {
  const ada = await makePerson();
  const bob = await makePerson();
  const { endpoint } = await makeEndpoint(ada.ctx);
  const delivery = await testEndpoint(lateCtx(ada.ctx), endpoint.id);
  const ctx = lateCtx(bob.ctx);
  const missing = { slug: "not-found" };
  await expect(getEndpoint(ctx, endpoint.id)).rejects.toMatchObject(missing);
  await expect(updateEndpoint(ctx, endpoint.id, { state: "off" })).rejects.toMatchObject(missing);
  await expect(rotateSecret(ctx, endpoint.id)).rejects.toMatchObject(missing);
  await expect(testEndpoint(ctx, endpoint.id)).rejects.toMatchObject(missing);
  await expect(deleteEndpoint(ctx, endpoint.id)).rejects.toMatchObject(missing);
  await expect(getDelivery(ctx, delivery.id)).rejects.toMatchObject(missing);
  await expect(replayDelivery(ctx, delivery.id)).rejects.toMatchObject(missing);
  await expect(replayFailedDeliveries(ctx, endpoint.id, {})).rejects.toMatchObject(missing);
  expect((await listDeliveries(ctx, { endpointId: endpoint.id })).items).toEqual([]);
  expect(await getEndpoint(lateCtx(ada.ctx), endpoint.id)).toMatchObject({ state: "active" });
});

test("only owners and admins see or change endpoints", async () => {
  const { ctx, workspace } = await makePerson();
  const { endpoint } = await makeEndpoint(ctx);
  const member = { ...lateCtx(ctx), workspace: { ...workspace, role: "member" as const } };
  const forbidden = { slug: "forbidden" };
  await expect(listEndpoints(member)).rejects.toMatchObject(forbidden);
  await expect(createEndpoint(member, { url: publicUrl })).rejects.toMatchObject(forbidden);
  await expect(updateEndpoint(member, endpoint.id, {})).rejects.toMatchObject(forbidden);
  await expect(rotateSecret(member, endpoint.id)).rejects.toMatchObject(forbidden);
  await expect(deleteEndpoint(member, endpoint.id)).rejects.toMatchObject(forbidden);
  await expect(testEndpoint(member, endpoint.id)).rejects.toMatchObject(forbidden);
  await expect(listDeliveries(member)).rejects.toMatchObject(forbidden);
  await expect(createEndpoint(anonymousCtx(), { url: publicUrl })).rejects.toMatchObject({
    slug: "unauthorized",
  });
});
