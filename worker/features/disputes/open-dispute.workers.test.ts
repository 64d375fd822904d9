import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { ConversationId, TurnId } from "#core/ids";
import { DAY_MS } from "#core/time";
import { createConversation, followTurn, sendMessage } from "#features/chat";
import { listNotices } from "#features/notices";
import { ledgerOf } from "#objects/ledger";
import { auditRows } from "#platform/audit.tables";
import type { Ctx } from "#platform/ctx";
import { mails } from "#features/mail/tables";
import { readSettled } from "../../../tests/support/chat.ts";
import { chargeFor, makeDisputer } from "../../../tests/support/disputes.ts";
import { anonymousCtx, makePerson } from "../../../tests/support/people.ts";
import { projectTurn } from "../chat/project-turn.ts";
import { getDispute, listDisputes, openDispute, withdrawDispute } from "./index.ts";
import { disputes } from "./tables.ts";

type Person = Awaited<ReturnType<typeof makeDisputer>>;

let person: Person;
let ctx: Ctx;

beforeEach(async () => {
  person = await makeDisputer();
  ({ ctx } = person);
});

const later = (from: Ctx, ms: number): Ctx => ({
  ...from,
  clock: { now: () => from.clock.now() + ms },
});

describe("opening", () => {
  test("puts a charge on the list, moves no PT, and tells who opened it", async () => {
    const { transactionId, chargeId, turnId } = await chargeFor(person.accountId);
    const before = await ledgerOf(env, person.accountId).balance();
    const comment = "The same question cost half of that yesterday.";
    const opened = await openDispute(ctx, { transactionId, reason: "wrong-price", comment });
    expect(opened).toMatchObject({
      state: "open",
      reason: "wrong-price",
      comment,
      transactionId,
      chargeId,
      turnId,
      disputedMicroPt: 10_000_000,
      returnedMicroPt: null,
      waitsFor: "operator",
      overdue: false,
      decision: null,
      evidence: null,
      events: [{ kind: "opened", side: "user", text: comment, state: "open" }],
    });
    expect(opened.dueAtMs).toBe(opened.createdAtMs + 3 * DAY_MS);
    expect(await getDispute(ctx, opened.id)).toEqual(opened);
    expect((await listDisputes(ctx)).items.map(({ id }) => id)).toEqual([opened.id]);
    expect(await ledgerOf(env, person.accountId).balance()).toEqual(before);
    const [audit] = await ctx.db.select().from(auditRows).where(eq(auditRows.target, opened.id));
    expect(audit).toMatchObject({ action: "dispute.opened", detail: { reason: "wrong-price" } });
    const mail = await ctx.db.select().from(mails).where(eq(mails.to, person.email)).get();
    expect(mail).toMatchObject({
      template: "dispute-update",
      data: { step: "opened", amountPt: "10", url: expect.stringContaining(opened.id) },
    });
    expect((await listNotices(ctx)).items).toMatchObject([
      { kind: "dispute-update", data: { step: "opened" }, href: `/disputes/${opened.id}` },
    ]);
  });

  test("by a message disputes the charge of its answer", async () => {
    const { id } = await createConversation(ctx, {});
    const sent = await sendMessage(ctx, id, { clientId: "client-0001", text: "What is PT?" });
    const answer = await readSettled(await followTurn(ctx, id, sent.turnId));
    await projectTurn(ctx, id as ConversationId, sent.turnId as TurnId);
    const opened = await openDispute(ctx, { messageId: answer.id, reason: "no-answer" });
    expect(opened).toMatchObject({
      transactionId: answer.charge?.transactionId,
      conversationId: id,
      turnId: sent.turnId,
    });
  });

  test("again with the same words answers the same dispute", async () => {
    const { transactionId } = await chargeFor(person.accountId);
    const input = { transactionId, reason: "no-answer", comment: "Nothing came." } as const;
    const first = await openDispute(ctx, input);
    const again = await openDispute(ctx, input);
    expect(again.id).toBe(first.id);
    const both = await Promise.all([openDispute(ctx, input), openDispute(ctx, input)]);
    expect(both.map(({ id }) => id)).toEqual([first.id, first.id]);
    expect((await listDisputes(ctx)).items).toHaveLength(1);
  });

  test("many times at once makes one dispute", async () => {
    const { transactionId } = await chargeFor(person.accountId);
    const input = { transactionId, reason: "charged-twice" } as const;
    const opened = await Promise.all(Array.from({ length: 5 }, () => openDispute(ctx, input)));
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
    expect(opened[0]?.events).toHaveLength(1);
  });
});

describe("refused is", () => {
  const refusal = async (from: Ctx, transactionId: string, comment = "") => {
    const opening = openDispute(from, { transactionId, reason: "wrong-price", comment });
    return await opening.then(
      () => "opened",
      (cause: { slug: string }) => cause.slug,
    );
  };

  test("a second dispute of a charge, also after the first one was withdrawn", async () => {
    const { transactionId } = await chargeFor(person.accountId);
    const { id } = await openDispute(ctx, { transactionId, reason: "no-answer" });
    await withdrawDispute(ctx, id);
    await expect(openDispute(ctx, { transactionId, reason: "wrong-price" })).rejects.toMatchObject({
      slug: "already-exists",
      extensions: { disputeId: id },
    });
  });

  test("another workspace's charge, and what is none", async () => {
    const { transactionId } = await chargeFor(person.accountId);
    const stranger = await makeDisputer();
    expect(await refusal(stranger.ctx, transactionId)).toBe("not-found");
    expect(await refusal(ctx, "tx_01KAJ3C6Z8W4T2N9Q7RXVB5M1D")).toBe("not-found");
    const [grant] = await ledgerOf(env, person.accountId).transactions({ afterSeq: 0, limit: 1 });
    expect(await refusal(ctx, grant?.id ?? "")).toBe("conflict");
    const dispute = await openDispute(ctx, { transactionId, reason: "no-answer" });
    await expect(getDispute(stranger.ctx, dispute.id)).rejects.toMatchObject({ slug: "not-found" });
    expect((await listDisputes(stranger.ctx)).items).toEqual([]);
  });

  test("a message of another workspace", async () => {
    const input = { messageId: "msg_01KAJ3C6Z8W4T2N9Q7RXVB5M1D", reason: "no-answer" } as const;
    await expect(openDispute(ctx, input)).rejects.toMatchObject({ slug: "not-found" });
  });

  test("a charge that was given back wholly; in part it can be disputed for the rest", async () => {
    const { transactionId, chargeId } = await chargeFor(person.accountId);
    const ledger = ledgerOf(env, person.accountId);
    const give = async (key: string, amountMicroPt: number) =>
      await ledger.apply<"correct">({ type: "correct", key, chargeId, amountMicroPt, reason: "t" });
    await give("half", 4_000_000);
    const other = await chargeFor(person.accountId);
    await ledger.apply<"correct">({
      type: "correct",
      key: "all",
      chargeId: other.chargeId,
      reason: "t",
    });
    expect(await refusal(ctx, other.transactionId)).toBe("conflict");
    const opened = await openDispute(ctx, { transactionId, reason: "no-answer" });
    expect(opened.disputedMicroPt).toBe(6_000_000);
  });

  test("a charge older than sixty days", async () => {
    const { transactionId } = await chargeFor(person.accountId);
    expect(await refusal(later(ctx, 61 * DAY_MS), transactionId)).toBe("limit-reached");
    expect(await refusal(later(ctx, 59 * DAY_MS), transactionId)).toBe("opened");
  });

  test("the twenty-first open one, however many come at once", async () => {
    const charges = [];
    for (let n = 0; n < 22; n++) charges.push(await chargeFor(person.accountId, { amountPt: 1 }));
    const slugs = await Promise.all(charges.map((one) => refusal(ctx, one.transactionId)));
    expect(slugs.filter((slug) => slug === "opened")).toHaveLength(20);
    expect(slugs.filter((slug) => slug === "limit-reached")).toHaveLength(2);
    const [first] = (await listDisputes(ctx)).items;
    await withdrawDispute(ctx, first?.id ?? "");
    const left = charges[slugs.indexOf("limit-reached")];
    expect(await refusal(ctx, left?.transactionId ?? "")).toBe("opened");
  });

  test("nobody, a visitor, and a key that may only read", async () => {
    const { transactionId } = await chargeFor(person.accountId);
    expect(await refusal(anonymousCtx(), transactionId)).toBe("unauthorized");
    const { workspace } = ctx;
    if (workspace === undefined) throw new Error("no workspace");
    const visitor = { ...ctx, workspace: { ...workspace, plan: "visitor" as const } };
    expect(await refusal(visitor, transactionId)).toBe("forbidden");
    const key = {
      ...ctx,
      actor: {
        kind: "api-key" as const,
        keyId: "key_1" as const,
        userId: person.userId,
        operator: false,
        scopes: ["read" as const],
        models: undefined,
        budgetMicroPt: undefined,
      },
    };
    expect(await refusal(key, transactionId)).toBe("forbidden");
  });

  test("an unclear request", async () => {
    const { transactionId } = await chargeFor(person.accountId);
    const slug = { slug: "invalid-input" };
    const wrong = [
      { reason: "other", transactionId },
      { reason: "no-answer" },
      { reason: "no-answer", transactionId, messageId: "msg_1" },
      { reason: "bad mood", transactionId },
      { reason: "no-answer", transactionId, comment: "x".repeat(4_001) },
    ];
    for (const input of wrong) {
      await expect(openDispute(ctx, input as never)).rejects.toMatchObject(slug);
    }
  });
});

describe("the list", () => {
  test("pages through every dispute once, newest first, and can be narrowed", async () => {
    for (let n = 0; n < 5; n++) {
      const { transactionId } = await chargeFor(person.accountId, { amountPt: 1 });
      await openDispute(ctx, { transactionId, reason: "no-answer" });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listDisputes(ctx, { limit: 2, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(5);
    expect(seen).toEqual(seen.toSorted().toReversed());
    await withdrawDispute(ctx, seen[0] ?? "");
    const withdrawn = await listDisputes(ctx, { state: "withdrawn" });
    expect(withdrawn.items.map(({ id }) => id)).toEqual(seen.slice(0, 1));
    expect((await listDisputes(ctx, { state: "unresolved" })).items).toHaveLength(4);
    await expect(listDisputes(ctx, { cursor: "x" })).rejects.toMatchObject({
      slug: "invalid-input",
    });
  });

  test("is the same for every member of the workspace", async () => {
    const { transactionId } = await chargeFor(person.accountId);
    const { id } = await openDispute(ctx, { transactionId, reason: "no-answer" });
    const colleague = await makePerson({
      join: { ...person.workspace, role: "member" } as never,
    });
    expect((await listDisputes(colleague.ctx)).items.map((one) => one.id)).toEqual([id]);
    expect(await getDispute(colleague.ctx, id)).toMatchObject({ openedByName: expect.any(String) });
  });
});

test("withdrawing ends it, once, for the workspace alone", async () => {
  const { transactionId } = await chargeFor(person.accountId);
  const { id } = await openDispute(ctx, { transactionId, reason: "no-answer" });
  const stranger = await makeDisputer();
  await expect(withdrawDispute(stranger.ctx, id)).rejects.toMatchObject({ slug: "not-found" });
  await expect(withdrawDispute(anonymousCtx(), id)).rejects.toMatchObject({ slug: "unauthorized" });
  const withdrawn = await withdrawDispute(ctx, id);
  expect(withdrawn).toMatchObject({ state: "withdrawn", dueAtMs: null, waitsFor: null });
  expect(await withdrawDispute(ctx, id)).toEqual(withdrawn);
  expect(withdrawn.events.map(({ kind }) => kind)).toEqual(["opened", "withdrawn"]);
  await ctx.db
    .update(disputes)
    .set({ state: "approved" })
    .where(eq(disputes.id, id as never));
  await expect(withdrawDispute(ctx, id)).rejects.toMatchObject({ slug: "conflict" });
});
