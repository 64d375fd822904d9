import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "#core/ids";
import { startTopup, refundPayment } from "#features/payments";
import { ledgerOf } from "#objects/ledger";
import { shiftClock } from "#platform/clock";
import type { Ctx } from "#platform/ctx";
import { rowsOf } from "../../../tests/support/billing.ts";
import { openPaymentWorld, type PaymentWorld, PT } from "../../../tests/support/payments.ts";
import {
  crashingCtx,
  forgetEverything,
  foundRows,
  project,
  reconcile,
  remember,
  setTime,
} from "../../../tests/support/reconciliation.ts";
import { HOUR_MS } from "#core/time";
import {
  acceptDiscrepancy,
  assignDiscrepancy,
  exportDiscrepancies,
  fixDiscrepancies,
  fixDiscrepancy,
  getRun,
  listDiscrepancies,
  listRuns,
  startRun,
} from "./index.ts";

let world: PaymentWorld;
let ctx: Ctx;

beforeEach(async () => {
  await forgetEverything();
  world = await openPaymentWorld("reconciled-money");
  remember(world.workspace.accountId);
  await world.setCard("ok");
  ctx = {
    ...world.job,
    settings: { ...world.job.settings, openaiAdminKey: undefined, anthropicAdminKey: undefined },
  };
  // The ledgers go by the same clock as Stripe.
  setTime(world.time, world.time.nowMs);
});

afterEach(() => shiftClock(0));

/** An hour later, when everything that was done must have arrived. */
async function later(): Promise<void> {
  await world.advance(HOUR_MS);
  setTime(world.time, world.time.nowMs);
  await project(world.workspace.accountId);
}

async function reconcileLater() {
  await later();
  return await reconcile(ctx);
}

/** A subscription that was paid and of which we have heard. */
async function subscribed(): Promise<string> {
  await world.subscribe("pro");
  await world.deliver();
  const [intent] = await world.intents();
  return intent?.id ?? "";
}

async function run(statement: string, ...values: unknown[]): Promise<void> {
  await env.DB.prepare(statement)
    .bind(...values)
    .run();
}

const only = async (type: string) => {
  const { items } = await listDiscrepancies(ctx, { type: type as "duplicate" });
  const [first] = items;
  if (first === undefined || items.length > 1) throw new Error(`${items.length} of ${type}`);
  return first;
};

describe("money that both books have", () => {
  it("matches to the cent and the micro-PT: plan, top-up, refund in part, chargeback", async () => {
    const intentId = await subscribed();
    await startTopup(world.ctx, { packId: "pt-5000", how: "saved" });
    await refundPayment(ctx, {
      paymentIntentId: intentId,
      amountMinor: 1_633,
      reason: "duplicate",
    });
    await world.deliver();
    const reconciled = await reconcileLater();
    expect(await foundRows()).toEqual([]);
    expect(reconciled.lanes.money.matched).toBeGreaterThanOrEqual(4);
    expect(reconciled.lanes.pt.matched).toBeGreaterThanOrEqual(3);
    for (const { source, ledger } of [
      ...reconciled.lanes.money.sums,
      ...reconciled.lanes.pt.sums,
    ]) {
      expect(source).toBe(ledger);
      expect(source).toBeGreaterThan(0);
    }
    expect(reconciled).toMatchObject({ appeared: 0, resolved: 0, state: "finished" });
  });

  it("is said to be not connected without a key of Stripe", async () => {
    await subscribed();
    ctx = { ...ctx, settings: { ...ctx.settings, stripe: undefined } };
    const reconciled = await reconcileLater();
    expect(reconciled.notes).toContainEqual({
      kind: "not-connected",
      service: "stripe",
      setting: "STRIPE_SECRET_KEY",
    });
    expect(reconciled.lanes.money.matched).toBe(0);
    expect(await foundRows()).toEqual([]);
  });
});

describe("events that never came", () => {
  it("are found as missing in our books, and one click brings in everything they meant", async () => {
    await world.subscribe("pro");
    const reconciled = await reconcileLater();
    expect(reconciled.appeared).toBe(2);
    expect((await foundRows()).map(({ type, object }) => [type, object.split(":")[0]])).toEqual([
      ["missing_in_ledger", "invoice"],
      ["missing_in_ledger", "payment"],
    ]);
    const { items } = await listDiscrepancies(ctx, { lane: "money" });
    const invoice = items.find(({ kind }) => kind === "invoice");
    expect(invoice).toMatchObject({ expected: { total: 4_900, paid: 4_900 }, found: null });
    const fixed = await fixDiscrepancy(ctx, invoice?.id ?? "");
    expect(fixed).toMatchObject({ state: "fixed", resolvedBy: "job:test", fixable: true });
    expect(await world.pt()).toBe(49_000);
    const again = await reconcileLater();
    expect(again).toMatchObject({ appeared: 0 });
    expect((await foundRows()).map(({ state }) => state)).toEqual(["fixed", "resolved-itself"]);
  });

  it("of a refund are found with what they should have taken back", async () => {
    const intentId = await subscribed();
    await world.stripe.refunds.create({ payment_intent: intentId, amount: 1_000 });
    await reconcileLater();
    expect((await foundRows()).map(({ type, object }) => [type, object.split(":")[0]])).toEqual([
      ["amount_mismatch", "payment"],
      ["missing_in_ledger", "refund"],
    ]);
    const ids = (await foundRows()).map(({ id }) => id);
    expect(await fixDiscrepancies(ctx, ids)).toEqual({ fixed: 2, stillOpen: 0 });
    const shareMicroPt = Number((49_000n * BigInt(PT) * 1_000n) / 4_900n);
    expect(await world.pt()).toBe(49_000 - shareMicroPt / PT);
    await reconcileLater();
    expect((await foundRows()).every(({ state }) => state === "fixed")).toBe(true);
  });

  it("of a customer whom nobody has stay open, and hold no other fix up", async () => {
    const stranger = await world.stripe.customers.create({ email: "stranger@example.com" });
    await world.stripe.paymentIntents.create({
      amount: 1_900,
      currency: "usd",
      customer: stranger.id,
      payment_method: "pm_card_visa",
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    });
    await world.subscribe("pro");
    await reconcileLater();
    const { items } = await listDiscrepancies(ctx, { lane: "money" });
    expect(items).toHaveLength(3);
    const foreign = items.find(({ expected }) => expected?.["received"] === 1_900)?.id ?? "";
    await expect(fixDiscrepancy(ctx, foreign)).rejects.toMatchObject({ slug: "conflict" });
    const ids = items.map(({ id }) => id).sort((a) => (a === foreign ? -1 : 1));
    expect(await fixDiscrepancies(ctx, ids)).toEqual({ fixed: 2, stillOpen: 1 });
    expect(await world.pt()).toBe(49_000);
  });

  it("may be brought in twice and at once: everything happens once", async () => {
    await world.subscribe("pro");
    await reconcileLater();
    const ids = (await foundRows()).map(({ id }) => id);
    const fix = async (id: string) => await fixDiscrepancy(ctx, id).catch(() => undefined);
    await Promise.all([...ids, ...ids].map(fix));
    expect(await world.pt()).toBe(49_000);
    expect((await foundRows()).every(({ state }) => state === "fixed")).toBe(true);
  });
});

describe("PT that do not follow their money", () => {
  it("are granted by one click when they are missing, once", async () => {
    await subscribed();
    const [line] = await rowsOf<{ id: string; invoice_id: string }>("SELECT * FROM invoice_lines");
    // The ledger's grant is gone, as after a restored object: it belongs to another account now.
    await run("UPDATE invoices SET account_id = ?", newId("acct", 0));
    await later();
    await run("DELETE FROM ledger_sources");
    const other = await rowsOf<{ account_id: string }>("SELECT account_id FROM invoices");
    await reconcile(ctx);
    await run("DELETE FROM ledger_sources");
    await reconcileLater();
    const missing = await only("missing_grant");
    expect(missing).toMatchObject({
      object: `grant:stripe-invoice-line:${line?.id}`,
      expected: { granted: 49_000 * PT },
      found: null,
    });
    expect(await fixDiscrepancy(ctx, missing.id)).toMatchObject({ state: "fixed" });
    const ledger = ledgerOf(env, (other[0]?.account_id ?? "") as `acct_${string}`);
    expect((await ledger.balance()).balanceMicroPt).toBe(49_000 * PT);
    await expect(fixDiscrepancy(ctx, missing.id)).rejects.toMatchObject({ slug: "conflict" });
  });

  it("are named when nobody paid for them, and nothing but a person can end that", async () => {
    const { ledger } = world;
    await ledger.apply<"grant">({
      type: "grant",
      key: "forged",
      kind: "topup",
      amountMicroPt: 7 * PT,
      source: { type: "stripe-payment-intent", id: "pi_never" },
    });
    await reconcileLater();
    const unpaid = await only("missing_at_source");
    expect(unpaid).toMatchObject({
      object: "grant:stripe-payment-intent:pi_never",
      accountId: world.workspace.accountId,
      fixable: false,
    });
    await expect(fixDiscrepancy(ctx, unpaid.id)).rejects.toMatchObject({ slug: "conflict" });
    await acceptDiscrepancy(ctx, unpaid.id, { note: "a gift of the house" });
    await reconcileLater();
    expect(await foundRows()).toMatchObject([{ state: "accepted" }]);
  });

  it("are named when two accounts were granted for one payment", async () => {
    const intentId = await subscribed();
    const [line] = await rowsOf<{ id: string }>("SELECT id FROM invoice_lines");
    const second = ledgerOf(env, newId("acct", 1));
    remember(second.accountId);
    await second.apply<"grant">({
      type: "grant",
      key: "twice",
      kind: "plan",
      amountMicroPt: 49_000 * PT,
      source: { type: "stripe-invoice-line", id: line?.id ?? "" },
    });
    await project(second.accountId);
    await reconcileLater();
    expect(await only("duplicate")).toMatchObject({
      expected: { granted: 49_000 * PT },
      found: { granted: 98_000 * PT },
      differs: -49_000 * PT,
    });
    expect(intentId).toMatch(/^pi_/);
  });

  it("are taken back by one click when their money went back without them", async () => {
    const intentId = await subscribed();
    await world.stripe.refunds.create({ payment_intent: intentId, amount: 4_900 });
    // Our copies know of the refund, the ledger does not.
    await run("UPDATE payments SET refunded_minor = 4900");
    const [refund] = (await world.stripe.refunds.list()).data;
    await run(
      `INSERT INTO refunds (id, workspace_id, payment_intent_id, key, stripe_id, currency,
        amount_minor, state, reason, requested_by, created_at_ms)
        VALUES (?, ?, ?, 'k', ?, 'usd', 4900, 'succeeded', 'duplicate', 'stripe', ?)`,
      newId("rfd", 0),
      world.workspace.id,
      intentId,
      refund?.id,
      (refund?.created ?? 0) * 1_000,
    );
    await reconcileLater();
    const missing = await only("missing_clawback");
    expect(missing).toMatchObject({ expected: { taken: 49_000 * PT }, found: null });
    expect(await fixDiscrepancy(ctx, missing.id)).toMatchObject({ state: "fixed" });
    expect(await world.pt()).toBe(0);
    expect(await world.audit()).toMatchObject({ ok: true });
  });
});

describe("what only we have", () => {
  it("is asked for at Stripe by its id before it is called missing there", async () => {
    const intentId = await subscribed();
    await run("UPDATE payments SET id = 'pi_gone', received_minor = 4900");
    await reconcileLater();
    const found = (await foundRows()).map(({ type, object }) => `${type} ${object}`);
    expect(found.toSorted()).toEqual([
      "missing_at_source payment:pi_gone",
      `missing_in_ledger payment:${intentId}`,
    ]);
  });

  it("with another amount or another state is a mismatch that one click brings right", async () => {
    await subscribed();
    await run("UPDATE invoices SET amount_paid_minor = 4800, version = version + 1");
    await reconcileLater();
    const wrong = await only("amount_mismatch");
    expect(wrong).toMatchObject({ kind: "invoice", differs: 100 });
    expect(await fixDiscrepancy(ctx, wrong.id)).toMatchObject({ state: "fixed" });
    await run("UPDATE invoices SET status = 'open'");
    await reconcileLater();
    expect(await only("amount_mismatch")).toMatchObject({
      id: wrong.id,
      state: "open",
      differs: 0,
      words: { expected: { status: "paid" }, found: { status: "open" } },
    });
  });
});

describe("a run", () => {
  it("reads Stripe page by page and crashes anywhere without adding or losing anything", async () => {
    for (let count = 0; count < 4; count++) {
      await world.stripe.paymentIntents.create({
        amount: 500 + count,
        currency: "usd",
        customer: world.customerId,
        payment_method:
          (await world.stripe.customers.listPaymentMethods(world.customerId)).data[0]?.id ?? "",
        confirm: true,
        off_session: true,
      });
    }
    await subscribed();
    await run("DELETE FROM payments");
    await later();
    const crashing = crashingCtx(ctx);
    for (let invocations = 0; invocations < 60; invocations++) {
      try {
        await reconcile(crashing.ctx);
        break;
      } catch {
        continue;
      }
    }
    const rows = await foundRows();
    expect(rows.filter(({ object }) => object.startsWith("payment:"))).toHaveLength(5);
    expect(new Set(rows.map(({ object }) => object)).size).toBe(rows.length);
    // The reply to a finished run may be lost too: then another one begins, and finds nothing new.
    const { items } = await listRuns(ctx);
    expect(items.every(({ state }) => state === "finished")).toBe(true);
    expect(items.reduce((sum, { appeared }) => sum + appeared, 0)).toBe(rows.length);
    expect(items.every(({ lanes }) => lanes.money.found === 5)).toBe(true);
  });

  it("tells the operators of new discrepancies once, and of none again", async () => {
    await run("UPDATE users SET operator = 1 WHERE email = ?", world.email);
    await world.subscribe("pro");
    const first = await reconcileLater();
    const mails = async () =>
      await rowsOf<{ key: string; data: string }>(
        "SELECT key, data FROM mails WHERE template = 'reconciliation-alert' AND to_address = ?",
        world.email,
      );
    expect(await mails()).toHaveLength(1);
    const [mail] = await mails();
    expect(mail?.key).toContain(first.id);
    expect(JSON.parse(mail?.data ?? "{}")).toMatchObject({ open: "2" });
    await reconcileLater();
    expect(await mails()).toHaveLength(1);
  });

  it("is one at a time, leaves its rows tidy, and can be looked up", async () => {
    const first = await startRun(ctx, { trigger: "hand", asked: true });
    const second = await startRun(ctx, { trigger: "night", asked: false });
    expect(second.id).toBe(first.id);
    const [asked] = await rowsOf<{ payload: string }>(
      "SELECT payload FROM outbox WHERE type = 'operations.run-requested' ORDER BY id DESC LIMIT 1",
    );
    expect(JSON.parse(asked?.payload ?? "{}")).toMatchObject({ name: "continue-reconciliation" });
    await reconcile(ctx);
    expect(await getRun(ctx, first.id)).toMatchObject({ state: "finished" });
    await expect(getRun(ctx, "rec_none")).rejects.toMatchObject({ slug: "not-found" });
    expect(await rowsOf("SELECT * FROM reconciliation_seen")).toEqual([]);
  });

  it("goes on when Stripe is away for a while", async () => {
    await subscribed();
    await later();
    await world.control.fault({ path: "/v1/*", kind: "error", status: 503, times: 100 });
    const { id } = await startRun(ctx, { trigger: "night", asked: false });
    await expect(reconcile(ctx)).rejects.toThrow(/backends/);
    expect(await getRun(ctx, id)).toMatchObject({ state: "running", stage: "payments" });
    await world.control.clearFaults();
    expect(await reconcile(ctx)).toMatchObject({ id, state: "finished" });
    expect(await foundRows()).toEqual([]);
  });
});

describe("a discrepancy", () => {
  it("is given to an operator and to nobody else", async () => {
    await world.subscribe("pro");
    await reconcileLater();
    const [row] = await foundRows();
    const id = row?.id ?? "";
    await run("UPDATE users SET operator = 0 WHERE email = ?", world.email);
    await expect(assignDiscrepancy(ctx, id, { ownerId: world.userId })).rejects.toMatchObject({
      slug: "invalid-input",
    });
    await run("UPDATE users SET operator = 1 WHERE email = ?", world.email);
    const given = await assignDiscrepancy(ctx, id, { ownerId: world.userId });
    expect(given.ownerId).toBe(world.userId);
    expect((await listDiscrepancies(ctx, { owner: world.userId })).items).toHaveLength(1);
    const others = (await listDiscrepancies(ctx, { owner: "none" })).items;
    expect(others.map((one) => one.id)).not.toContain(id);
    await assignDiscrepancy(ctx, id, { ownerId: null });
    const audits = await rowsOf<{ action: string }>(
      "SELECT action FROM audit_rows WHERE target = ? AND action = 'discrepancy.assigned'",
      id,
    );
    expect(audits).toHaveLength(2);
  });

  it("is accepted with a reason only, and not when it is gone", async () => {
    await world.subscribe("pro");
    await reconcileLater();
    const [row] = await foundRows();
    const id = row?.id ?? "";
    await expect(acceptDiscrepancy(ctx, id, { note: " " })).rejects.toMatchObject({
      slug: "invalid-input",
    });
    await fixDiscrepancy(ctx, id);
    await expect(acceptDiscrepancy(ctx, id, { note: "too late" })).rejects.toMatchObject({
      slug: "conflict",
    });
    await expect(acceptDiscrepancy(ctx, "disc_none", { note: "what" })).rejects.toMatchObject({
      slug: "not-found",
    });
  });

  it("is found by filters, sorted, paged and exported", async () => {
    for (const [index, object] of ["pi_a", "pi_b", "pi_c"].entries()) {
      await run(
        `INSERT INTO discrepancies (id, key, type, kind, lane, object, unit, currency, differs,
          state, first_seen_at_ms, last_seen_at_ms) VALUES
          (?, ?, 'missing_in_ledger', 'payment', 'money', ?, 'minor', 'usd', ?, 'open', ?, ?)`,
        `disc_${index}`,
        `key ${index}`,
        `payment:${object}`,
        index === 1 ? -900 : index,
        index,
        index,
      );
    }
    const objects = async (query: Parameters<typeof listDiscrepancies>[1]) =>
      (await listDiscrepancies(ctx, query)).items.map(({ object }) => object.slice(-1)).join("");
    expect(await objects({})).toBe("cba");
    expect(await objects({ sort: "seen" })).toBe("abc");
    expect(await objects({ sort: "-differs" })).toBe("bca");
    expect(await objects({ search: "pi_b" })).toBe("b");
    expect(await objects({ search: "%" })).toBe("");
    expect(await objects({ state: "accepted" })).toBe("");
    for (const sort of ["-seen", "seen", "-differs"] as const) {
      let all = "";
      let cursor: string | undefined;
      do {
        const page = await listDiscrepancies(ctx, {
          sort,
          limit: 2,
          ...(cursor === undefined ? {} : { cursor }),
        });
        all += page.items.map(({ object }) => object.slice(-1)).join("");
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(all).toBe(await objects({ sort }));
    }
    const { body, filename } = exportDiscrepancies(ctx, { sort: "seen" });
    expect(filename).toMatch(/^selvedge-discrepancies-.*\.csv$/);
    const lines = (await new Response(body).text()).trim().split("\r\n");
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain("payment:pi_a");
  });
});
