import { env } from "cloudflare:workers";
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import type { Id } from "#core/ids";
import { DAY_MS } from "#core/time";
import { addDocument, createConversation } from "#features/chat";
import { personTables } from "#features/personal-data";
import { setAvatar } from "#features/profiles";
import type { Ctx } from "#platform/ctx";
import { anonymousCtx, jobCtx, makePerson } from "../../../tests/support/people.ts";
import { png } from "../../../tests/support/pictures.ts";
import { continueExport } from "./continue-export.ts";
import { listExports, readExport, requestExport } from "./index.ts";
import { expireExports, sweepExports } from "./sweep-exports.ts";

// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

type ExportId = Id<"pex">;

const at = (ctx: Ctx, laterMs: number): Ctx => ({
  ...ctx,
  clock: { now: () => Date.now() + laterMs },
});

async function finish(id: string): Promise<void> {
  await continueExport(jobCtx(), id as ExportId);
}

async function fetchArchive(ctx: Ctx): Promise<Record<string, string>> {
  const [{ path } = { path: null }] = await listExports(ctx);
  const token = path?.split("/").at(-1) ?? "";
  const answer = await readExport(ctx, token);
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes, true)]),
  );
}

const linesOf = (text = ""): Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

async function personWithData() {
  const person = await makePerson({ name: "Ada Exported" });
  const { ctx } = person;
  const conversation = await createConversation(ctx, { title: "A private matter" });
  const document = await addDocument(ctx, {
    name: "letter.txt",
    contentType: "text/plain",
    bytes: new TextEncoder().encode("Dear reader, this is the letter."),
  });
  await setAvatar(
    ctx,
    png(8, 8, () => [1, 2, 3, 255]),
  );
  return { ...person, conversation, document };
}

test("the archive has every row of the database that is about the person, and no secrets", async () => {
  const { ctx, userId, email, workspace, conversation, document } = await personWithData();
  const { id } = await requestExport(ctx);
  await finish(id);
  const files = await fetchArchive(ctx);

  expect(files["README.txt"]).toContain(email);
  expect(files[`documents/${document.id}/letter.txt`]).toBe("Dear reader, this is the letter.");
  expect(JSON.parse(files[`conversations/${conversation.id}.json`] ?? "")).toMatchObject({
    title: "A private matter",
  });
  expect(files["picture.jpg"]).toBeDefined();

  // Compared with the database itself, column by column, without the registry's conditions.
  const direct: Record<string, string> = {
    users: `id = '${userId}'`,
    sessions: `user_id = '${userId}'`,
    memberships: `user_id = '${userId}'`,
    workspaces: `id = '${workspace.id}'`,
    conversations: `workspace_id = '${workspace.id}'`,
    documents: `workspace_id = '${workspace.id}'`,
    consents: `user_id = '${userId}'`,
    audit_rows: `workspace_id = '${workspace.id}' OR actor = '${userId}' OR target = '${userId}'`,
  };
  for (const [table, where] of Object.entries(direct)) {
    const { results } = await env.DB.prepare(
      `SELECT count(*) AS n FROM ${table} WHERE ${where}`,
    ).all<{
      n: number;
    }>();
    const exported = linesOf(files[`data/${table}.jsonl`]);
    // The audit of what the export itself did comes after its table was read.
    const slack = table === "audit_rows" ? 1 : 0;
    expect((results[0]?.n ?? 0) - exported.length, table).toBeLessThanOrEqual(slack);
    expect(exported.length, table).toBeGreaterThan(0);
  }
  for (const { name, omit = [] } of personTables) {
    for (const record of linesOf(files[`data/${name}.jsonl`])) {
      for (const column of omit) expect(record, name).not.toHaveProperty(column);
    }
  }
});

test("an export that is cut short after any step goes on to the same archive", async () => {
  const { ctx, document } = await personWithData();
  const { id } = await requestExport(ctx);
  for (let times = 0; times < 5; times++) await continueExport(jobCtx(), id as ExportId, 1);
  const failing: R2Bucket = new Proxy(env.BUCKET, {
    get: (target, name) => {
      if (name === "put") return () => Promise.reject(new Error("the process was killed"));
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  await expect(continueExport({ ...jobCtx(), bucket: failing }, id as ExportId)).rejects.toThrow(
    "killed",
  );
  const lost: R2Bucket = new Proxy(env.BUCKET, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      if (name !== "put") return member.bind(target);
      return async (...args: unknown[]) => {
        await member.apply(target, args);
        throw new Error("the process was killed");
      };
    },
  });
  await expect(continueExport({ ...jobCtx(), bucket: lost }, id as ExportId)).rejects.toThrow(
    "killed",
  );
  expect(await sweepExports(at(jobCtx(), 10 * 60_000))).toBeGreaterThanOrEqual(1);
  await finish(id);
  const files = await fetchArchive(ctx);
  expect(files[`documents/${document.id}/letter.txt`]).toBe("Dear reader, this is the letter.");
  const records = linesOf(files["data/sessions.jsonl"]);
  expect(new Set(records.map((one) => one["id"])).size).toBe(records.length);
  const { objects } = await env.BUCKET.list({ prefix: `exports/${id}/pieces/` });
  expect(objects).toEqual([]);
});

test("two workers on one export make one archive", async () => {
  const { ctx } = await personWithData();
  const { id } = await requestExport(ctx);
  await Promise.all([finish(id), finish(id)]);
  const records = linesOf((await fetchArchive(ctx))["data/users.jsonl"]);
  expect(records).toHaveLength(1);
  const mails = await env.DB.prepare("SELECT count(*) AS n FROM mails WHERE key = ?")
    .bind(`export-ready:${id}`)
    .first<{ n: number }>();
  expect(mails?.n).toBe(1);
});

test("the link opens for its person alone", async () => {
  const [ada, bob] = [await makePerson(), await makePerson()];
  const { id } = await requestExport(ada.ctx);
  await finish(id);
  const [{ path } = { path: "" }] = await listExports(ada.ctx);
  const token = path?.split("/").at(-1) ?? "";
  expect(token.length).toBeGreaterThan(40);
  await expect(readExport(bob.ctx, token)).rejects.toMatchObject({ slug: "not-found" });
  await expect(readExport(anonymousCtx(), token)).rejects.toMatchObject({ slug: "unauthorized" });
  await expect(readExport(ada.ctx, "x".repeat(44))).rejects.toMatchObject({ slug: "not-found" });
  expect((await readExport(ada.ctx, token)).headers.get("content-type")).toBe("application/zip");
});

test("one at a time and three in a day", async () => {
  const { ctx } = await makePerson();
  const first = await requestExport(ctx);
  expect((await requestExport(ctx)).id).toBe(first.id);
  const both = await Promise.all([requestExport(ctx), requestExport(ctx)]);
  expect(both.map(({ id }) => id)).toEqual([first.id, first.id]);
  await finish(first.id);
  for (let more = 0; more < 2; more++) await finish((await requestExport(ctx)).id);
  await expect(requestExport(ctx)).rejects.toMatchObject({ slug: "limit-reached" });
  expect((await requestExport(at(ctx, 2 * DAY_MS))).state).toBe("running");
});

test("after seven days the archive is gone, and the link says so before", async () => {
  const { ctx } = await makePerson();
  const { id } = await requestExport(ctx);
  await finish(id);
  const [{ path } = { path: "" }] = await listExports(ctx);
  const token = path?.split("/").at(-1) ?? "";
  expect(await expireExports(at(jobCtx(), 6 * DAY_MS))).toBe(0);
  const late = at(ctx, 8 * DAY_MS);
  await expect(readExport(late, token)).rejects.toMatchObject({ slug: "link-expired" });
  expect(await expireExports(at(jobCtx(), 8 * DAY_MS))).toBeGreaterThan(0);
  expect(await env.BUCKET.head(`exports/${id}/archive.zip`)).toBeNull();
  expect(await listExports(late)).toEqual([]);
});

test("a large archive is put together in parts", async () => {
  const { ctx } = await makePerson();
  for (let n = 0; n < 8; n++) {
    const parts = Array.from({ length: 20 }, () =>
      crypto.getRandomValues(new Uint8Array(60_000)).toBase64(),
    );
    await addDocument(ctx, {
      name: `noise-${n}.txt`,
      contentType: "text/plain",
      bytes: new TextEncoder().encode(parts.join("\n")),
    });
  }
  const { id } = await requestExport(ctx);
  await finish(id);
  const stored = await env.BUCKET.head(`exports/${id}/archive.zip`);
  expect(stored?.size).toBeGreaterThan(6_000_000);
  expect(
    Object.keys(await fetchArchive(ctx)).filter((name) => name.includes("noise")),
  ).toHaveLength(8);
});

test("nobody exports without signing in, and only jobs go on with one", async () => {
  const { ctx } = await makePerson();
  await expect(requestExport(anonymousCtx())).rejects.toMatchObject({ slug: "unauthorized" });
  const { id } = await requestExport(ctx);
  await expect(continueExport(ctx, id as ExportId)).rejects.toMatchObject({ slug: "forbidden" });
});
