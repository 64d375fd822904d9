import { describe, expect, it, vi } from "vitest";
import type { Ctx } from "#platform/ctx";
import { BILLING_STARTS_MS, rowsOf } from "../../../tests/support/billing.ts";
import { openPaymentWorld } from "../../../tests/support/payments.ts";
import { getAutoTopup, listTopups, triggerAutoTopup, updateAutoTopup } from "./index.ts";
import { findGrantMoney } from "./find-grant-money.ts";
import { performTopup } from "./perform-topup.ts";

vi.setConfig({ testTimeout: 120_000 });

/** A workspace below its threshold with Stripe Tax on; the stand-in takes 20 % wherever one is. */
async function openTaxed({ country = "DE", monthlyCapMinor = 2_000 } = {}) {
  const world = await openPaymentWorld();
  const { stripe: settings } = world.job.settings;
  if (settings === undefined) throw new Error("Stripe is not connected");
  const job: Ctx = {
    ...world.job,
    settings: { ...world.job.settings, stripe: { ...settings, tax: true } },
  };
  await world.setCard("ok");
  if (country !== "")
    await world.stripe.customers.update(world.customerId, { address: { country } });
  const set = async (capMinor: number) =>
    await updateAutoTopup(world.ctx, {
      enabled: true,
      thresholdPt: 1_000_000,
      packId: "pt-5000",
      monthlyCapMinor: capMinor,
      currency: "usd",
    });
  await set(monthlyCapMinor);
  const pending = async () =>
    await rowsOf<{ id: string }>(
      "SELECT id FROM topups WHERE workspace_id = ? AND state = 'pending'",
      world.workspace.id,
    );
  const buy = async ({ times = 1 } = {}) => {
    await triggerAutoTopup(job, world.workspace.accountId);
    const asked = await pending();
    const tries = asked.flatMap(({ id }) => Array.from({ length: times }, () => id));
    await Promise.all(tries.map(async (id) => await performTopup(job, id)));
  };
  const states = async () =>
    (await listTopups(world.ctx)).items.map(({ state, failure }) => failure ?? state);
  return { ...world, job, set, buy, states };
}

describe("an automatic top-up where tax is due", () => {
  it("is charged with the tax of the customer's place, once, and names Stripe the calculation", async () => {
    const world = await openTaxed();
    await world.buy({ times: 5 });
    await world.deliver({ times: 2, seed: 3 });
    const intents = await world.intents();
    expect(intents).toMatchObject([
      { amount: 600, status: "succeeded", hooks: { inputs: { tax: {} } } },
    ]);
    const id = intents[0]?.id ?? "";
    const calculation = intents[0]?.hooks?.inputs?.tax?.calculation;
    const rows = await rowsOf("SELECT * FROM topups WHERE workspace_id = ?", world.workspace.id);
    expect(rows).toMatchObject([
      { amount_minor: 500, tax_minor: 100, tax_calculation_id: calculation },
    ]);
    expect(await world.pt()).toBe(5_000);
    const source = { type: "stripe-payment-intent", id };
    const money = await findGrantMoney(world.job, [source], BILLING_STARTS_MS);
    expect(money.get(`stripe-payment-intent:${id}`)).toMatchObject({ paidMinor: 500 });
  });

  it("gives back PT by the share of the whole payment", async () => {
    const world = await openTaxed();
    await world.buy();
    const [intent] = await world.intents();
    await world.stripe.refunds.create({ payment_intent: intent?.id ?? "", amount: 150 });
    await world.deliver({ seed: 5 });
    expect(await world.pt()).toBe(5_000 - 1_250);
    expect(await world.audit()).toMatchObject({ ok: true });
  });

  it("counts the tax against the cap: what fits without it waits for the next month", async () => {
    const world = await openTaxed({ monthlyCapMinor: 599 });
    await world.buy({ times: 3 });
    await world.buy();
    expect(await world.intents()).toEqual([]);
    expect(await world.states()).toEqual(["cap_reached"]);
    const told = await rowsOf(
      "SELECT key FROM mails WHERE template = 'topup-cap-reached' AND to_address = ?",
      world.email,
    );
    expect(told).toHaveLength(1);
    expect(await getAutoTopup(world.ctx)).toMatchObject({ enabled: true, spentThisMonthMinor: 0 });
    await world.set(600);
    await world.buy();
    expect(await world.intents()).toMatchObject([{ amount: 600 }]);
    expect(await getAutoTopup(world.ctx)).toMatchObject({ spentThisMonthMinor: 600 });
  });

  it("charges nothing while nobody knows where the customer is", async () => {
    const world = await openTaxed({ country: "" });
    await world.buy();
    expect(await world.intents()).toEqual([]);
    expect(await world.states()).toEqual(["customer_tax_location_invalid"]);
  });
});
