import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { WorkspaceRef } from "#platform/ctx";
import { createConversation, getConversation } from "#features/chat";
import { getBalance } from "#features/credits";
import { ensureVisitor } from "#features/visitors";
import { ledgerOf } from "#objects/ledger";
import {
  anonymousCtx,
  cookieHeader,
  ctxWith,
  freshEmail,
  jobCtx,
  register,
} from "../../../tests/support/people.ts";
import { carryVisitor, carryVisitorNow } from "./index.ts";
import { adoptionJobs, carryAdoptedJob } from "./jobs.ts";

const PASSWORD = "correct horse";
const VISITOR_MICRO_PT = 25_000_000;
const FREE_MICRO_PT = 500_000_000;

async function registerAsVisitor() {
  const visitor = await ensureVisitor(anonymousCtx());
  const visitorCtx = await ctxWith(cookieHeader(visitor.setCookies));
  const made = await register(visitorCtx, { email: freshEmail(), password: PASSWORD });
  const { adopted } = made;
  if (adopted === undefined) throw new Error("nothing was adopted");
  return { visitor, made, adopted };
}

async function balanceOf(workspace: WorkspaceRef): Promise<number> {
  return (await getBalance({ ...jobCtx(), workspace })).balanceMicroPt;
}

test("what the visitor had left is the person's, and the visitor has nothing", async () => {
  const { visitor, made, adopted } = await registerAsVisitor();
  await carryVisitorNow(made.ctx, adopted);
  expect(await balanceOf(made.workspace)).toBe(FREE_MICRO_PT + VISITOR_MICRO_PT);
  expect(await balanceOf(visitor.workspace)).toBe(0);
});

test("the visitor's conversation is the person's at once, and can be gone on with", async () => {
  const visitor = await ensureVisitor(anonymousCtx());
  const visitorCtx = await ctxWith(cookieHeader(visitor.setCookies));
  const { id } = await createConversation(visitorCtx, { title: "Before I registered" });
  const stranger = await register(anonymousCtx(), { email: freshEmail(), password: PASSWORD });
  const made = await register(visitorCtx, { email: freshEmail(), password: PASSWORD });
  await carryVisitorNow(made.ctx, made.adopted);
  expect(await getConversation(made.ctx, id)).toMatchObject({ title: "Before I registered" });
  for (const ctx of [visitorCtx, stranger.ctx]) {
    await expect(getConversation(ctx, id)).rejects.toMatchObject({ slug: "not-found" });
  }
});

test("it goes over once, inline, by the queue and by the sweep, at the same time and again", async () => {
  const { made, adopted } = await registerAsVisitor();
  const job = () => adoptionJobs["identity.visitor-adopted"]?.(jobCtx(), adopted, "m");
  await Promise.all([carryVisitor(made.ctx, adopted), job(), job(), carryAdoptedJob(jobCtx())]);
  await job();
  expect(await balanceOf(made.workspace)).toBe(FREE_MICRO_PT + VISITOR_MICRO_PT);
});

test("a crash between taking and giving loses nothing: the next try gives", async () => {
  const { made, adopted } = await registerAsVisitor();
  const { visitorId, fromAccountId, toAccountId } = adopted;
  await ledgerOf(env, fromAccountId).apply<"transferOut">({
    type: "transferOut",
    key: `transfer:adopt:${visitorId}`,
    transferId: `adopt:${visitorId}`,
    toAccountId,
    amountMicroPt: "all",
  });
  expect(await balanceOf(made.workspace)).toBe(FREE_MICRO_PT);
  await carryVisitor(made.ctx, adopted);
  expect(await balanceOf(made.workspace)).toBe(FREE_MICRO_PT + VISITOR_MICRO_PT);
});

test("PT held for an answer that is being written follow when it has settled", async () => {
  const visitor = await ensureVisitor(anonymousCtx());
  const ledger = ledgerOf(env, visitor.workspace.accountId);
  const held = await ledger.apply<"hold">({
    type: "hold",
    key: "hold:1",
    amountMicroPt: 5_000_000,
    purpose: { turnId: "turn_1", model: "m", modelClass: "core", rateCardVersion: "1" },
  });
  if (!held.ok) throw new Error(held.reason);
  const visitorCtx = await ctxWith(cookieHeader(visitor.setCookies));
  const made = await register(visitorCtx, { email: freshEmail(), password: PASSWORD });
  await carryVisitorNow(made.ctx, made.adopted);
  expect(await balanceOf(made.workspace)).toBe(FREE_MICRO_PT + VISITOR_MICRO_PT - 5_000_000);
  expect(await carryAdoptedJob(jobCtx())).toMatchObject({ waiting: 1, carried: 0 });
  const { holdId } = held.value;
  await ledger.apply<"release">({ type: "release", key: "release:1", holdId, reason: "stopped" });
  expect(await carryAdoptedJob(jobCtx())).toMatchObject({ waiting: 1, carried: 1 });
  expect(await balanceOf(made.workspace)).toBe(FREE_MICRO_PT + VISITOR_MICRO_PT);
  expect(await carryAdoptedJob(jobCtx())).toMatchObject({ waiting: 0 });
});
