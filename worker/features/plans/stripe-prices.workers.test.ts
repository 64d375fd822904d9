import { describe, expect, it } from "vitest";
import type { Ctx } from "#platform/ctx";
import { stripeOf } from "#platform/stripe";
import { jobCtx } from "../../../tests/support/people.ts";
import { fakeControl, stripeSettings } from "../../../tests/support/stripe/bench.ts";
import { currentPlan, findPriceTerms, publishPlan, stripePriceOf } from "./index.ts";
import { shippedPlans } from "./shipped-plans.ts";
import { planPrices } from "./tables.ts";

/** A deployment that is connected to a Stripe account of its own. */
function connected(): Ctx {
  const ctx = jobCtx();
  return { ...ctx, settings: { ...ctx.settings, stripe: stripeSettings(crypto.randomUUID()) } };
}

const later = (ctx: Ctx, ms: number): Ctx => {
  const nowMs = ctx.clock.now();
  return { ...ctx, clock: { now: () => nowMs + ms } };
};

async function planOn(ctx: Ctx, plan: "free" | "entry" | "pro") {
  const { id } = await currentPlan(ctx, plan);
  return { planVersionId: id, interval: "month", item: "plan" } as const;
}

async function retrieve(ctx: Ctx, id: string) {
  const stripe = await stripeOf(ctx);
  return await stripe.prices.retrieve(id, { expand: ["currency_options", "product"] });
}

async function countPrices(ctx: Ctx): Promise<number> {
  const stripe = await stripeOf(ctx);
  return (await stripe.prices.list({ limit: 100 })).data.length;
}

const secretOf = (ctx: Ctx): string => ctx.settings.stripe?.secretKey ?? "";

describe("the Stripe price of a version", () => {
  it("has its amounts in every currency, and says what it is", async () => {
    const ctx = connected();
    const wanted = await planOn(ctx, "pro");
    const price = await retrieve(ctx, await stripePriceOf(ctx, wanted));
    expect(price).toMatchObject({
      active: true,
      currency: "usd",
      unit_amount: 4_900,
      tax_behavior: "exclusive",
      recurring: { interval: "month" },
      lookup_key: `selvedge_${wanted.planVersionId}_month_plan`,
      currency_options: { eur: { unit_amount: 4_600 }, gbp: { unit_amount: 3_900 } },
      product: { name: "Pro", active: true },
    });
    const seat = await stripePriceOf(ctx, { ...wanted, interval: "year", item: "seat" });
    expect(await retrieve(ctx, seat)).toMatchObject({
      unit_amount: 12_000,
      recurring: { interval: "year" },
      product: { name: "Pro: seat", unit_label: "seat" },
    });
    expect(await findPriceTerms(ctx, seat)).toEqual({
      planVersionId: wanted.planVersionId,
      plan: "pro",
      interval: "year",
      item: "seat",
    });
    expect(await findPriceTerms(ctx, "price_of_somebody_else")).toBeUndefined();
  });

  it("is made once, however many ask for it at the same time", async () => {
    const ctx = connected();
    const wanted = await planOn(ctx, "entry");
    const ids = await Promise.all(Array.from({ length: 8 }, () => stripePriceOf(ctx, wanted)));
    expect(new Set(ids).size).toBe(1);
    expect(await countPrices(ctx)).toBe(1);
  });

  it("costs Stripe no call while it was looked at within a minute", async () => {
    const ctx = connected();
    const wanted = await planOn(ctx, "entry");
    const id = await stripePriceOf(ctx, wanted);
    const control = fakeControl(secretOf(ctx));
    const before = (await control.requests()).length;
    expect(await stripePriceOf(ctx, wanted)).toBe(id);
    expect(await control.requests()).toHaveLength(before);
  });

  it("that was archived is replaced, and the old one still says what it was", async () => {
    const ctx = connected();
    const wanted = await planOn(ctx, "entry");
    const old = await stripePriceOf(ctx, wanted);
    const stripe = await stripeOf(ctx);
    await stripe.prices.update(old, { active: false });
    const fresh = await stripePriceOf(later(ctx, 120_000), wanted);
    expect(fresh).not.toBe(old);
    expect(await retrieve(ctx, fresh)).toMatchObject({ active: true, unit_amount: 1_900 });
    expect(await findPriceTerms(ctx, old)).toEqual(await findPriceTerms(ctx, fresh));
  });

  it("whose amounts were changed at Stripe is replaced", async () => {
    const ctx = connected();
    const wanted = await planOn(ctx, "entry");
    const old = await stripePriceOf(ctx, wanted);
    const stripe = await stripeOf(ctx);
    await stripe.prices.update(old, { currency_options: { eur: { unit_amount: 1 } } });
    const fresh = await stripePriceOf(later(ctx, 120_000), wanted);
    expect(fresh).not.toBe(old);
    expect((await retrieve(ctx, fresh)).currency_options?.["eur"]?.unit_amount).toBe(1_800);
  });

  it("is made anew in another Stripe account, and found again in the first", async () => {
    const first = connected();
    const second = connected();
    const wanted = await planOn(first, "entry");
    const ids = [await stripePriceOf(first, wanted), await stripePriceOf(second, wanted)];
    expect(await countPrices(first)).toBe(1);
    expect(await countPrices(second)).toBe(1);
    expect(await stripePriceOf(later(first, 120_000), wanted)).toBe(ids[0]);
  });

  it("that Stripe has and we forgot is taken up again by its lookup key", async () => {
    const ctx = connected();
    const wanted = await planOn(ctx, "pro");
    const id = await stripePriceOf(ctx, wanted);
    await ctx.db.delete(planPrices);
    expect(await stripePriceOf(ctx, wanted)).toBe(id);
    expect(await countPrices(ctx)).toBe(1);
  });

  it("is finished by the next try when the answer of the first was lost", async () => {
    const ctx = connected();
    const wanted = await planOn(ctx, "pro");
    const control = fakeControl(secretOf(ctx));
    await control.fault({ method: "POST", path: "/v1/prices", kind: "lost-reply", times: 3 });
    await stripePriceOf(ctx, wanted).catch(() => undefined);
    await control.clearFaults();
    const id = await stripePriceOf(ctx, wanted);
    expect(await retrieve(ctx, id)).toMatchObject({ active: true, unit_amount: 4_900 });
    expect(await countPrices(ctx)).toBe(1);
  });

  it("is another one for another version, while the old version keeps its own", async () => {
    const ctx = connected();
    const before = await planOn(ctx, "entry");
    const old = await stripePriceOf(ctx, before);
    const prices = shippedPlans.entry.prices.map((price) => ({
      ...price,
      amountMinor: price.amountMinor + 100,
    }));
    await publishPlan(ctx, "entry", { ...shippedPlans.entry, prices });
    const after = await planOn(ctx, "entry");
    const fresh = await stripePriceOf(ctx, after);
    expect((await retrieve(ctx, fresh)).unit_amount).toBe(2_000);
    expect(await stripePriceOf(later(ctx, 120_000), before)).toBe(old);
    expect((await findPriceTerms(ctx, old))?.planVersionId).toBe(before.planVersionId);
    expect((await findPriceTerms(ctx, fresh))?.planVersionId).toBe(after.planVersionId);
  });

  it("is refused without Stripe, for an unknown version, and for what costs nothing", async () => {
    const ctx = connected();
    const free = await planOn(ctx, "free");
    await expect(stripePriceOf(jobCtx(), free)).rejects.toMatchObject({ slug: "not-connected" });
    await expect(stripePriceOf(ctx, free)).rejects.toMatchObject({ slug: "invalid-input" });
    const seat = { ...(await planOn(ctx, "entry")), item: "seat" } as const;
    await expect(stripePriceOf(ctx, seat)).rejects.toMatchObject({ slug: "invalid-input" });
    const unknown = { ...free, planVersionId: "plan_nothing" } as const;
    await expect(stripePriceOf(ctx, unknown)).rejects.toMatchObject({ slug: "not-found" });
  });
});
