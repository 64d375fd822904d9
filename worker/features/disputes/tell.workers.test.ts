import { and, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { UserId, WorkspaceId } from "#core/ids";
import { DAY_MS, MINUTE_MS } from "#core/time";
import { listNotices } from "#features/notices";
import { createEndpoint } from "#features/webhooks";
import { webhookMessages } from "#features/webhooks/tables";
import { memberships } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";
import {
  after,
  alertsMailed,
  type Disputer,
  makeDisputer,
  makeOperator,
  reviewedDispute,
  stepsMailed,
} from "../../../tests/support/disputes.ts";
import { ctxWith, jobCtx, makePerson } from "../../../tests/support/people.ts";
import { askUser, decideDispute, postMessage } from "./index.ts";
import { sweepDisputes } from "./sweep-disputes.ts";

let person: Disputer;
let operator: Ctx;

let runner: Awaited<ReturnType<typeof makePerson>>;

beforeAll(async () => {
  // The first person of a deployment runs it.
  runner = await makePerson();
});

beforeEach(async () => {
  person = await makeDisputer();
  operator = await makeOperator();
});

async function told(workspaceId: WorkspaceId) {
  const rows = await jobCtx()
    .db.select()
    .from(webhookMessages)
    .where(eq(webhookMessages.workspaceId, workspaceId))
    .orderBy(webhookMessages.createdAtMs, webhookMessages.id);
  return rows.map(({ type, body }) => ({
    type,
    data: (JSON.parse(body) as { data: Record<string, unknown> }).data,
  }));
}

test("the workspace's own systems hear of every step, with exact amounts", async () => {
  const settings = { ...person.ctx.settings, webhookPrivateHosts: true };
  await createEndpoint({ ...person.ctx, settings }, { url: "http://127.0.0.1:9/hook" });
  const { id } = await reviewedDispute(person);
  await askUser(operator, id, { text: "Which one?" });
  await postMessage(person.ctx, id, { text: "This one." });
  await decideDispute(operator, id, { outcome: "partly", amountPt: 4, comment: "A part." });
  const messages = await told(person.workspace.id);
  expect(messages.map(({ type, data }) => [type, data["state"]])).toEqual([
    ["dispute.opened", "open"],
    ["dispute.updated", "in-review"],
    ["dispute.updated", "waiting-for-user"],
    ["dispute.updated", "in-review"],
    ["dispute.resolved", "partly"],
  ]);
  expect(messages.at(-1)?.data).toMatchObject({
    disputeId: id,
    disputedPt: "10",
    returnedPt: "4",
    returnedMicroPt: "4000000",
  });
});

test("each step is told in the product, to who opened it", async () => {
  const { id } = await reviewedDispute(person);
  await askUser(operator, id, { text: "Which one?" });
  const { items } = await listNotices(person.ctx);
  const steps = items.map(({ data }) => data["step"]);
  expect(steps).toHaveLength(2);
  expect(steps).toEqual(expect.arrayContaining(["asked", "opened"]));
  expect(items.map(({ href }) => href)).toEqual([`/disputes/${id}`, `/disputes/${id}`]);
});

describe("the operators hear by mail", () => {
  test("of a dispute when it is opened, and once when they are late with it", async () => {
    const { id } = await reviewedDispute(person);
    expect(await alertsMailed(runner.email, id)).toEqual(["new"]);
    const late = after(jobCtx(), 3 * DAY_MS + MINUTE_MS);
    await sweepDisputes(late);
    await sweepDisputes(late);
    expect(await alertsMailed(runner.email, id)).toEqual(["new", "overdue"]);
  });

  test("of a decision that waits for one more of them, but not who made it", async () => {
    const proposer = await makePerson({ operator: true });
    const { id } = await reviewedDispute(person, { amountPt: 6_000 });
    await decideDispute(await ctxWith(proposer.cookie), id, {
      outcome: "approved",
      comment: "Yes.",
    });
    expect(await alertsMailed(runner.email, id)).toEqual(["new", "second-approval"]);
    expect(await alertsMailed(proposer.email, id)).toEqual(["new"]);
  });
});

test("when who opened it has left the workspace, its owner hears of it", async () => {
  const { workspace } = person;
  const colleague = await makePerson({ join: { ...workspace, role: "member" } as never });
  const { id } = await reviewedDispute({ ctx: colleague.ctx, accountId: person.accountId });
  expect(await stepsMailed(colleague.email)).toEqual(["opened"]);
  await leave(person.workspace.id, colleague.userId);
  await decideDispute(operator, id, { outcome: "denied", comment: "It is right." });
  expect(await stepsMailed(colleague.email)).toEqual(["opened"]);
  expect(await stepsMailed(person.email)).toEqual(["denied"]);
});

async function leave(workspaceId: WorkspaceId, userId: UserId): Promise<void> {
  await jobCtx()
    .db.delete(memberships)
    .where(and(eq(memberships.workspaceId, workspaceId), eq(memberships.userId, userId)));
}
