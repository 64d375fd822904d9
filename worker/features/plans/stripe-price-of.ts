import { and, eq, isNull } from "drizzle-orm";
import type { Stripe } from "stripe";
import { type Id, newId } from "#core/ids";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { stripeOf } from "#platform/stripe";
import { getPlanVersion } from "./get-plan-version.ts";
import {
  isPriceOf,
  lookupKeyOf,
  type PricePart,
  priceParams,
  productIdOf,
  productParams,
} from "./price-params.ts";
import type { Interval, PriceItem } from "./schema.ts";
import { stripeAccountOf } from "./stripe-account.ts";
import { planPrices } from "./tables.ts";

type PriceRow = typeof planPrices.$inferSelect;

const CHECKED_FOR_MS = MINUTE_MS;
const CHECKED_MAX = 1_000;
const TRIES_MAX = 3;

/** When this isolate last saw that a row's price can be sold. */
const checkedAtMs = new Map<Id<"price">, number>();

function noteChecked(ctx: Ctx, row: PriceRow): void {
  if (checkedAtMs.size >= CHECKED_MAX) checkedAtMs.clear();
  checkedAtMs.set(row.id, ctx.clock.now());
}

function wasChecked(ctx: Ctx, row: PriceRow): boolean {
  const ageMs = ctx.clock.now() - (checkedAtMs.get(row.id) ?? -Infinity);
  return ageMs >= 0 && ageMs < CHECKED_FOR_MS;
}

/** The row of the price on sale; the first caller writes it, before there is a price. */
async function ensureRow(ctx: Ctx, part: PricePart): Promise<PriceRow | undefined> {
  const { version, interval, item } = part;
  const stripeAccount = await stripeAccountOf(ctx);
  const find = () =>
    ctx.db
      .select()
      .from(planPrices)
      .where(
        and(
          eq(planPrices.stripeAccount, stripeAccount),
          eq(planPrices.planVersionId, version.id),
          eq(planPrices.interval, interval),
          eq(planPrices.item, item),
          isNull(planPrices.retiredAtMs),
        ),
      )
      .get();
  const found = await find();
  if (found !== undefined) return found;
  const now = ctx.clock.now();
  await ctx.db
    .insert(planPrices)
    .values({
      id: newId("price", now),
      stripeAccount,
      planVersionId: version.id,
      interval,
      item,
      createdAtMs: now,
    })
    .onConflictDoNothing();
  return await find();
}

function isResourceError(cause: unknown, code: string): boolean {
  return cause instanceof Error && "code" in cause && cause.code === code;
}

/** The price with its amounts in all currencies; undefined when this account has none by that id. */
async function findPrice(stripe: Stripe, id: string): Promise<Stripe.Price | undefined> {
  try {
    const price = await stripe.prices.retrieve(id, { expand: ["currency_options"] });
    return price.id === id ? price : undefined;
  } catch (cause) {
    if (isResourceError(cause, "resource_missing")) return undefined;
    throw cause;
  }
}

async function ensureProduct(stripe: Stripe, part: PricePart): Promise<void> {
  try {
    await stripe.products.create(productParams(part));
  } catch (cause) {
    if (!isResourceError(cause, "resource_already_exists")) throw cause;
    await stripe.products.update(productIdOf(part), { active: true });
  }
}

/** A price of this part that is there already: made by a try that ended, or with another key. */
async function adoptPrice(stripe: Stripe, part: PricePart): Promise<string | undefined> {
  const { data } = await stripe.prices.list({
    lookup_keys: [lookupKeyOf(part)],
    active: true,
    expand: ["data.currency_options"],
  });
  return data.find((price) => isPriceOf(price, part))?.id;
}

async function makePrice(stripe: Stripe, row: PriceRow, part: PricePart): Promise<string> {
  const params = priceParams(part);
  if (params === undefined) {
    throw new Problem("invalid-input", { detail: "This part of the plan is not for sale." });
  }
  await ensureProduct(stripe, part);
  const adopted = await adoptPrice(stripe, part);
  if (adopted !== undefined) return adopted;
  const made = await stripe.prices.create(params, { idempotencyKey: `plan-price:${row.id}` });
  return made.id;
}

async function retire(ctx: Ctx, row: PriceRow): Promise<void> {
  checkedAtMs.delete(row.id);
  await ctx.db
    .update(planPrices)
    .set({ retiredAtMs: ctx.clock.now() })
    .where(and(eq(planPrices.id, row.id), isNull(planPrices.retiredAtMs)));
}

/** The row's price if it can be sold, made when there is none yet; undefined when it was retired. */
async function sellable(ctx: Ctx, row: PriceRow, part: PricePart): Promise<string | undefined> {
  const { stripePriceId } = row;
  if (stripePriceId !== null && wasChecked(ctx, row)) return stripePriceId;
  const stripe = await stripeOf(ctx);
  if (stripePriceId !== null) {
    const price = await findPrice(stripe, stripePriceId);
    if (price !== undefined && isPriceOf(price, part)) {
      noteChecked(ctx, row);
      return stripePriceId;
    }
    await retire(ctx, row);
    return undefined;
  }
  const made = await makePrice(stripe, row, part);
  await ctx.db.update(planPrices).set({ stripePriceId: made }).where(eq(planPrices.id, row.id));
  const price = await findPrice(stripe, made);
  if (price !== undefined && isPriceOf(price, part)) {
    noteChecked(ctx, row);
    return made;
  }
  await retire(ctx, row);
  return undefined;
}

/**
 * The Stripe price to sell this part of a version with, in every currency. Made when it is first
 * asked for; however many ask at once, one is made. A price that was archived, changed, or belongs
 * to another Stripe account is replaced. Refuses with `not-connected`, with `not-found` for an
 * unknown version, and with `invalid-input` for what costs nothing. One call to Stripe a minute.
 */
export async function stripePriceOf(
  ctx: Ctx,
  {
    planVersionId,
    interval,
    item,
  }: { planVersionId: Id<"plan">; interval: Interval; item: PriceItem },
): Promise<string> {
  await stripeOf(ctx);
  const part = { version: await getPlanVersion(ctx, planVersionId), interval, item };
  if (priceParams(part) === undefined) {
    throw new Problem("invalid-input", { detail: "This part of the plan is not for sale." });
  }
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const row = await ensureRow(ctx, part);
    const id = row === undefined ? undefined : await sellable(ctx, row, part);
    if (id !== undefined) return id;
  }
  throw new Problem("unavailable", { detail: "Stripe has no price for this plan at the moment." });
}
