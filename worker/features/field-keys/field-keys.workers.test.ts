import { getTableConfig } from "drizzle-orm/sqlite-core";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { createEndpoint } from "#features/webhooks";
import { webhookEndpoints } from "#features/webhooks/tables";
import type { Ctx } from "#platform/ctx";
import { seal, unseal } from "#platform/seal";
import { type FieldKey, parseSettings } from "#platform/settings";
import { databaseTables, tableColumns } from "../../../tests/support/database.ts";
import { jobCtx, makePerson } from "../../../tests/support/people.ts";
import { lateCtx } from "../../../tests/support/webhooks.ts";
import { rotateFieldKeys } from "./index.ts";
import { sealedColumns } from "./sealed-columns.ts";

const PURPOSE = "webhook-secret";
const AUTH_SECRET = "a secret of at least thirty-two characters";

function fieldKey(id: string, byte: number): FieldKey {
  return { id, bytes: new Uint8Array(32).fill(byte) };
}

const withKeys = (ctx: Ctx, ...fieldKeys: FieldKey[]): Ctx => ({
  ...ctx,
  settings: { ...ctx.settings, fieldKeys },
});

async function makeEndpoint(ctx: Ctx) {
  const input = {
    url: "https://a-93-184-216-34.names.selvedge.dev/in",
    description: "",
    types: null,
  };
  const { endpoint, secret } = await createEndpoint(lateCtx(ctx, { privateHosts: false }), input);
  return { id: endpoint.id, secret };
}

async function sealedOf(ctx: Ctx, id: string): Promise<string> {
  const row = await ctx.db
    .select({ sealed: webhookEndpoints.sealedSecret })
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.id, id as `whe_${string}`))
    .get();
  return row?.sealed ?? "";
}

test("a value sealed before there were field keys still opens, and new ones name their key", async () => {
  const bare = { authSecret: AUTH_SECRET, fieldKeys: [] };
  const ring = { authSecret: AUTH_SECRET, fieldKeys: [fieldKey("k1", 1)] };
  const old = await seal(bare, PURPOSE, "whsec_old");
  const fresh = await seal(ring, PURPOSE, "whsec_new");
  expect(fresh).toMatch(/^k1\.[A-Za-z0-9+/=]+$/);
  expect(await unseal(ring, PURPOSE, old)).toBe("whsec_old");
  expect(await unseal(ring, PURPOSE, fresh)).toBe("whsec_new");
});

test("a value opens only with its key and for its purpose", async () => {
  const ring = { authSecret: AUTH_SECRET, fieldKeys: [fieldKey("k1", 1)] };
  const sealed = await seal(ring, PURPOSE, "text");
  await expect(unseal(ring, "another", sealed)).rejects.toThrow("Decryption failed");
  await expect(
    unseal({ ...ring, fieldKeys: [fieldKey("k1", 2)] }, PURPOSE, sealed),
  ).rejects.toThrow("Decryption failed");
  await expect(unseal({ ...ring, fieldKeys: [] }, PURPOSE, sealed)).rejects.toThrow(
    "The field key k1 is not among FIELD_KEYS",
  );
});

test("rotation seals everything again with the new key, and the old one can go", async () => {
  const { ctx } = await makePerson({ plan: "pro" });
  const [first, second] = [fieldKey("k1", 1), fieldKey("k2", 2)];
  const underSecret = await makeEndpoint(ctx);
  const underFirst = await makeEndpoint(withKeys(ctx, first));
  const job = withKeys(jobCtx(), second, first);

  const report = await rotateFieldKeys(job);
  expect(report).toMatchObject({ key: "k2", resealed: 2, unreadable: 0, complete: true, ok: true });
  expect(report.columns).toEqual({ "webhook_endpoints.sealed_secret": 2 });
  for (const { id, secret } of [underSecret, underFirst]) {
    const only = withKeys(ctx, second);
    expect(await unseal(only.settings, PURPOSE, await sealedOf(ctx, id))).toBe(secret);
  }
  expect(await rotateFieldKeys(job)).toMatchObject({ resealed: 0, complete: true, ok: true });
});

test("what no key opens is counted, left as it is and stops nothing", async () => {
  const { ctx } = await makePerson({ plan: "pro" });
  const lost = await makeEndpoint(withKeys(ctx, fieldKey("gone", 9)));
  const kept = await makeEndpoint(ctx);
  const before = await sealedOf(ctx, lost.id);
  const ring = [fieldKey("k3", 3), fieldKey("k2", 2)];
  const report = await rotateFieldKeys(withKeys(jobCtx(), ...ring));
  expect(report).toMatchObject({ unreadable: 1, complete: true, ok: false });
  expect(await sealedOf(ctx, lost.id)).toBe(before);
  expect(await sealedOf(ctx, kept.id)).toMatch(/^k3\./);
});

test("only jobs and the operator rotate", async () => {
  const { ctx } = await makePerson();
  await expect(rotateFieldKeys(ctx)).rejects.toMatchObject({ slug: "forbidden" });
});

test("every sealed column of the database is listed", async () => {
  const sealed: string[] = [];
  for (const table of await databaseTables()) {
    const columns = await tableColumns(table);
    sealed.push(
      ...columns.filter((name) => name.startsWith("sealed_")).map((name) => `${table}.${name}`),
    );
  }
  const listed = sealedColumns.map(
    ({ table, column }) => `${getTableConfig(table).name}.${column.name}`,
  );
  expect(listed.toSorted()).toEqual(sealed.toSorted());
});

test.each([
  ["not a key", "each key is `id:` and 32 bytes in base64"],
  [`k1:${"A".repeat(42)}==`, "each key is `id:` and 32 bytes in base64"],
  [`k1:${"A".repeat(43)}=,k1:${"B".repeat(42)}A=`, "the id k1 stands there twice"],
])("the setting %s is refused at start", (FIELD_KEYS, reason) => {
  expect(() => parseSettings({ AUTH_SECRET, FIELD_KEYS })).toThrow(reason);
});
