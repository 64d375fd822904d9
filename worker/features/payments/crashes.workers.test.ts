import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { openDb } from "#platform/db";
import type { Ctx } from "#platform/ctx";
import { rowsOf } from "../../../tests/support/billing.ts";
import { openPaymentWorld, type PaymentWorld } from "../../../tests/support/payments.ts";
import { refundPayment, startTopup, syncInvoice } from "./index.ts";
import { recoverTopups } from "./recover-topups.ts";
import { recoverRefunds } from "./refund-payment.ts";

vi.setConfig({ testTimeout: 300_000 });

class Crash extends Error {}

/**
 * The same ctx over a database that goes down with its n-th call, just before it or just after, and
 * stays down, as everything does for a process that was killed.
 */
function dyingAt(
  ctx: Ctx,
  at: number,
  when: "before" | "after",
): { ctx: Ctx; died: () => boolean } {
  let calls = 0;
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls > at || (calls === at && when === "before")) throw new Crash("killed");
    const result = await work();
    if (calls >= at) throw new Crash("killed");
    return result;
  };
  const statement = (inner: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(inner, {
      get(target, name) {
        if (name === "bind") return (...values: unknown[]) => statement(target.bind(...values));
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        const isCall = name === "run" || name === "all" || name === "first" || name === "raw";
        if (!isCall) return member.bind(target);
        return (...args: unknown[]) => call(() => member.apply(target, args));
      },
    });
  const database = new Proxy(env.DB, {
    get(target, name) {
      if (name === "prepare") return (query: string) => statement(target.prepare(query));
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      if (name !== "batch") return member.bind(target);
      return (...args: unknown[]) => call(() => member.apply(target, args));
    },
  });
  return { ctx: { ...ctx, db: openDb(database, false) }, died: () => calls >= at };
}

/** Every call would be a story of minutes; a stride that shares no factor with two takes both kinds. */
const STRIDE = 3;

/** Kills `work` at one call to the database after the other, until it gets through; `after` judges. */
async function killEverywhere(
  open: () => Promise<PaymentWorld>,
  work: (world: PaymentWorld, ctx: Ctx) => Promise<unknown>,
  after: (world: PaymentWorld, at: number) => Promise<void>,
): Promise<number> {
  for (let at = 1; ; at += STRIDE) {
    const world = await open();
    const dying = dyingAt(world.ctx, at, at % 2 === 0 ? "before" : "after");
    await work(world, dying.ctx).catch((cause: unknown) => {
      if (!dying.died()) throw cause;
    });
    await after(world, at);
    if (!dying.died()) return at;
  }
}

const asJob = (ctx: Ctx): Ctx => ({ ...ctx, actor: { kind: "job", name: "test" } });

describe("a process that is killed", () => {
  it("anywhere while an invoice is brought in grants once and writes once, when it is heard of again", async () => {
    const calls = await killEverywhere(
      async () => {
        const world = await openPaymentWorld();
        await world.setCard("ok");
        await world.subscribe("pro");
        return world;
      },
      async (world, ctx) => {
        const [invoice] = await world.invoices();
        await syncInvoice(asJob(ctx), invoice?.id ?? "");
      },
      async (world, at) => {
        await world.deliver();
        expect(await world.pt(), `killed at ${at}`).toBe(49_000);
        const told = await rowsOf(
          "SELECT id FROM mails WHERE template = 'receipt' AND to_address = ?",
          world.email,
        );
        expect(told, `killed at ${at}`).toHaveLength(1);
        expect(await world.audit()).toMatchObject({ ok: true });
      },
    );
    expect(calls).toBeGreaterThan(10);
  });

  it("anywhere while a saved card is charged charges at most once, and what was charged is granted", async () => {
    const calls = await killEverywhere(
      async () => {
        const world = await openPaymentWorld();
        await world.setCard("ok");
        return world;
      },
      async (_, ctx) => await startTopup(ctx, { packId: "pt-5000", how: "saved" }),
      async (world, at) => {
        world.time.nowMs += 10 * 60_000;
        await recoverTopups(world.job);
        await world.deliver();
        const intents = await world.intents();
        expect(intents.length, `killed at ${at}`).toBeLessThanOrEqual(1);
        expect(await world.pt(), `killed at ${at}`).toBe(5_000 * intents.length);
        const states = await rowsOf(
          "SELECT state FROM topups WHERE workspace_id = ?",
          world.workspace.id,
        );
        expect(states, `killed at ${at}`).toEqual(intents.map(() => ({ state: "succeeded" })));
      },
    );
    expect(calls).toBeGreaterThan(10);
  });

  it("anywhere while money is given back gives it back at most once, with its PT", async () => {
    const calls = await killEverywhere(
      async () => {
        const world = await openPaymentWorld();
        await world.setCard("ok");
        await world.subscribe("pro");
        const [invoice] = await world.invoices();
        await syncInvoice(world.job, invoice?.id ?? "");
        return world;
      },
      async (world, ctx) => {
        const [intent] = await world.intents();
        await refundPayment(asJob(ctx), {
          paymentIntentId: intent?.id ?? "",
          amountMinor: 490,
          reason: "duplicate",
        });
      },
      async (world, at) => {
        world.time.nowMs += 10 * 60_000;
        await recoverRefunds(world.job);
        await world.deliver();
        const { data } = await world.stripe.refunds.list();
        expect(data.length, `killed at ${at}`).toBeLessThanOrEqual(1);
        expect(await world.pt(), `killed at ${at}`).toBe(49_000 - 4_900 * data.length);
        const told = await rowsOf(
          "SELECT id FROM mails WHERE template = 'refund-issued' AND to_address = ?",
          world.email,
        );
        expect(told, `killed at ${at}`).toHaveLength(data.length);
      },
    );
    expect(calls).toBeGreaterThan(10);
  });
});
