import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "#core/ids";
import { clockNow } from "#platform/clock";
import { anonymousCtx, jobCtx, makePerson } from "../../../tests/support/people.ts";
import {
  createWorkspace,
  findMembership,
  findWorkspaceBySlug,
  getWorkspace,
  renameWorkspace,
  requireMember,
  requireOperator,
  requireUser,
  requireWorkspace,
  setPlan,
} from "./index.ts";

// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

test("a workspace is made with an account of its own and an audit row", async () => {
  const made = await createWorkspace(jobCtx(), { name: "Acme", slug: "acme", plan: "pro" });
  expect(made.accountId).toMatch(/^acct_/);
  expect(await findWorkspaceBySlug(jobCtx(), "acme")).toMatchObject({
    id: made.id,
    name: "Acme",
    kind: "team",
    plan: "pro",
  });
  const audit = await env.DB.prepare(
    "SELECT workspace_id FROM audit_rows WHERE action = 'workspace.created' AND target = ?",
  )
    .bind(made.id)
    .first<{ workspace_id: string }>();
  expect(audit?.workspace_id).toBe(made.id);
});

test("the same slug again makes no second workspace", async () => {
  await createWorkspace(jobCtx(), { name: "Twice", slug: "twice" });
  await expect(createWorkspace(jobCtx(), { name: "Twice", slug: "twice" })).rejects.toMatchObject({
    slug: "already-exists",
    errors: [{ pointer: "/slug" }],
  });
});

test("only the operator and jobs make workspaces and set plans", async () => {
  const { ctx, workspace } = await makePerson();
  await expect(createWorkspace(ctx, { name: "Mine" })).rejects.toMatchObject({ slug: "forbidden" });
  await expect(createWorkspace(anonymousCtx(), { name: "Mine" })).rejects.toMatchObject({
    slug: "unauthorized",
  });
  await expect(setPlan(ctx, workspace.id, "business")).rejects.toMatchObject({ slug: "forbidden" });
  await setPlan(jobCtx(), workspace.id, "business");
  await setPlan(jobCtx(), workspace.id, "business");
  expect((await getWorkspace(ctx, workspace.id)).plan).toBe("business");
});

test("setting the plan of a workspace that is not there is refused and leaves no audit row", async () => {
  const id = newId("ws", clockNow());
  await expect(setPlan(jobCtx(), id, "pro")).rejects.toMatchObject({ slug: "not-found" });
  const audit = await env.DB.prepare("SELECT count(*) AS n FROM audit_rows WHERE target = ?")
    .bind(id)
    .first<{ n: number }>();
  expect(audit?.n).toBe(0);
});

test("a workspace is renamed by its admins, and the same name may be given again", async () => {
  const { ctx, workspace } = await makePerson();
  await renameWorkspace(ctx, workspace.id, { name: "  Ada's  " });
  await renameWorkspace(ctx, workspace.id, { name: "Ada's" });
  expect((await getWorkspace(ctx, workspace.id)).name).toBe("Ada's");
  const asMember = { ...ctx, workspace: { ...workspace, role: "member" as const } };
  await expect(renameWorkspace(asMember, workspace.id, { name: "x" })).rejects.toMatchObject({
    slug: "forbidden",
  });
  await expect(renameWorkspace(ctx, workspace.id, { name: "x".repeat(81) })).rejects.toMatchObject({
    slug: "invalid-input",
  });
});

test("another workspace does not exist for those who are not in it", async () => {
  const ada = await makePerson({ name: "Ada" });
  const bob = await makePerson({ name: "Bob" });
  await expect(getWorkspace(ada.ctx, bob.workspace.id)).rejects.toMatchObject({
    slug: "not-found",
  });
  await expect(
    renameWorkspace(ada.ctx, bob.workspace.id, { name: "Mine now" }),
  ).rejects.toMatchObject({ slug: "not-found" });
  expect((await getWorkspace(bob.ctx, bob.workspace.id)).name).toBe("Bob");
});

test("a membership is found for members only", async () => {
  const ada = await makePerson();
  const bob = await makePerson();
  expect(await findMembership(ada.ctx, ada.workspace.id, ada.userId)).toEqual({
    role: "owner",
    ptCapMicroPt: null,
  });
  expect(await findMembership(ada.ctx, ada.workspace.id, bob.userId)).toBeUndefined();
});

test("guards let the right ones through and say why to the others", async () => {
  const { ctx, workspace } = await makePerson();
  expect(requireWorkspace(ctx)).toMatchObject(workspace);
  expect(requireMember(ctx, "owner")).toMatchObject(workspace);
  expect(requireUser(ctx).kind).toBe("user");
  expect(() => requireOperator(jobCtx())).not.toThrow();
  expect(() => requireOperator(ctx)).toThrow(expect.objectContaining({ slug: "forbidden" }));
  expect(() => requireWorkspace(anonymousCtx())).toThrow(
    expect.objectContaining({ slug: "unauthorized" }),
  );
});
