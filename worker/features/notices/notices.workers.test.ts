import { beforeEach, describe, expect, it } from "vitest";
import type { UserId, WorkspaceId } from "#core/ids";
import type { Ctx, Role } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { anonymousCtx, jobCtx, makePerson } from "../../../tests/support/people.ts";
import {
  countUnreadNotices,
  dismissNotices,
  listNotices,
  markNoticesRead,
  noticeRows,
} from "./index.ts";
import type { NewNotice } from "./notice-rows.ts";

type Person = Awaited<ReturnType<typeof makePerson>>;

let owner: Person;
let workspaceId: WorkspaceId;

beforeEach(async () => {
  owner = await makePerson();
  workspaceId = owner.workspace.id;
});

async function tell(notice: Partial<NewNotice> & { key: string }): Promise<void> {
  await runBatch(
    jobCtx().db,
    noticeRows(jobCtx(), { workspaceId, kind: "plan-threshold", data: {}, href: "/", ...notice }),
  );
}

/** Someone else in the owner's workspace. */
async function colleague(role: Role): Promise<Ctx> {
  const { ctx } = await makePerson();
  return { ...ctx, workspace: owner.ctx.workspace && { ...owner.ctx.workspace, role } };
}

const keysSeen = async (ctx: Ctx) => (await listNotices(ctx)).items.map(({ href }) => href);

describe("telling", () => {
  it("happens once for a key, whatever the retry says", async () => {
    await tell({ key: "a", data: { percent: "80" } });
    await tell({ key: "a", data: { percent: "95" } });
    const { items } = await listNotices(owner.ctx);
    expect(items).toMatchObject([{ kind: "plan-threshold", data: { percent: "80" }, read: false }]);
  });

  it("reaches one member where one is named, and each with the same key", async () => {
    const other = await makePerson();
    const ctx = { ...other.ctx, workspace: owner.ctx.workspace };
    const userIds: UserId[] = [owner.userId, other.userId];
    for (const userId of userIds) await tell({ key: "k", userId, href: `/${userId}` });
    expect(await keysSeen(owner.ctx)).toEqual([`/${owner.userId}`]);
    expect(await keysSeen(ctx)).toEqual([`/${other.userId}`]);
  });

  it("keeps what is about money to owners and admins", async () => {
    await tell({ key: "a", kind: "payment-failed", href: "/money" });
    await tell({ key: "b", kind: "pt-low", href: "/pt" });
    expect(await keysSeen(await colleague("member"))).toEqual(["/pt"]);
    expect((await keysSeen(await colleague("admin"))).toSorted()).toEqual(["/money", "/pt"]);
  });

  it("stays inside the workspace, and refuses who is nobody", async () => {
    await tell({ key: "a" });
    const stranger = await makePerson();
    expect(await keysSeen(stranger.ctx)).toEqual([]);
    await expect(listNotices(anonymousCtx())).rejects.toMatchObject({ slug: "unauthorized" });
    await expect(markNoticesRead(jobCtx())).rejects.toMatchObject({ slug: "unauthorized" });
  });
});

describe("the list", () => {
  it("comes page by page, newest first, each notice once", async () => {
    for (let n = 0; n < 5; n++) await tell({ key: `n${n}`, href: `/${n}`, atMs: 10 + (n % 3) });
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 3; pages++) {
      const page = await listNotices(owner.ctx, { limit: 2, cursor });
      seen.push(...page.items.map(({ href }) => href));
      cursor = page.nextCursor ?? undefined;
    }
    expect(cursor).toBeUndefined();
    expect(seen.toSorted()).toEqual(["/0", "/1", "/2", "/3", "/4"]);
    expect(seen[0]).toBe("/2");
  });

  it("can be narrowed to kinds, and begins again at a cursor it does not know", async () => {
    await tell({ key: "a", kind: "debt" });
    await tell({ key: "b", kind: "pt-low" });
    const { items } = await listNotices(owner.ctx, { kinds: ["debt"], cursor: "nonsense" });
    expect(items.map(({ kind }) => kind)).toEqual(["debt"]);
    await expect(listNotices(owner.ctx, { limit: 1_000 })).rejects.toMatchObject({
      slug: "invalid-input",
    });
  });
});

describe("reading and putting away", () => {
  it("counts what is unread until everything was marked, for each member alone", async () => {
    await tell({ key: "a" });
    await tell({ key: "b" });
    const other = await colleague("admin");
    expect(await countUnreadNotices(owner.ctx)).toBe(2);
    await markNoticesRead(owner.ctx);
    await markNoticesRead(owner.ctx);
    expect(await countUnreadNotices(owner.ctx)).toBe(0);
    expect((await listNotices(owner.ctx)).items.map(({ read }) => read)).toEqual([true, true]);
    expect(await countUnreadNotices(other)).toBe(2);
  });

  it("dismisses for the reader alone, and again without harm", async () => {
    await tell({ key: "a", href: "/a" });
    await tell({ key: "b", href: "/b" });
    const [first] = (await listNotices(owner.ctx)).items;
    await dismissNotices(owner.ctx, [first?.id ?? ""]);
    await dismissNotices(owner.ctx, [first?.id ?? ""]);
    expect(await keysSeen(owner.ctx)).not.toContain(first?.href);
    expect(await countUnreadNotices(owner.ctx)).toBe(1);
    expect(await keysSeen(await colleague("admin"))).toHaveLength(2);
  });

  it("does not let a stranger or a member put away what is not theirs", async () => {
    await tell({ key: "a", kind: "payment-failed" });
    const [notice] = (await listNotices(owner.ctx)).items;
    const stranger = await makePerson();
    for (const ctx of [stranger.ctx, await colleague("member")]) {
      await dismissNotices(ctx, [notice?.id ?? ""]);
    }
    expect((await listNotices(owner.ctx)).items).toHaveLength(1);
  });
});
