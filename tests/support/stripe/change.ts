import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { invalid } from "./failure.ts";
import { netOf, type LineDraft } from "./invoice-build.ts";
import { dated, lineBase, named, periodLine, priceOf } from "./item-lines.ts";
import { percentOf, share } from "./money.ts";
import { intervalOf, isSameInterval, periodEnd } from "./periods.ts";
import { planOf } from "./plan.ts";
import { unitAmount } from "./prices.ts";

/** One entry of `items` in a call. */
export interface ItemSent {
  id?: string | undefined;
  price?: string | undefined;
  quantity?: number | undefined;
  deleted?: boolean | undefined;
  metadata?: Stripe.Metadata | undefined;
}

export interface ChangeSent {
  items: readonly ItemSent[];
  behavior: "always_invoice" | "create_prorations" | "none";
  /** The moment that prorations count from, in seconds. */
  at: number;
  isAnchorReset: boolean;
}

/** What a change of a subscription's items would do. Nothing is changed by working it out. */
export interface Change {
  items: Stripe.SubscriptionItem[];
  anchor: number;
  prorations: LineDraft[];
  /** Full periods that begin at once because the billing date moves. */
  fresh: LineDraft[];
  credited: string[];
}

/**
 * Works out a change to the second, as flexible billing does: what was debited for the time that is
 * not used any more is credited back from its own line; what remains of the period is debited at the
 * new price. https://docs.stripe.com/billing/subscriptions/prorations
 */
export function decideChange(
  account: Account,
  subscription: Stripe.Subscription,
  sent: ChangeSent,
): Change {
  const before = subscription.items.data;
  const isTrial = subscription.status === "trialing";
  const items = itemsAfter(account, subscription, sent);
  if (items.length === 0) {
    throw invalid("A subscription must have at least one item.", { param: "items" });
  }
  const isReset =
    !isTrial && (sent.isAnchorReset || hasOtherInterval(before, items) || wasFree(before, items));
  const change: Change = {
    items,
    anchor: isReset ? sent.at : subscription.billing_cycle_anchor,
    prorations: [],
    fresh: [],
    credited: [],
  };
  if (isReset) {
    for (const item of items) {
      item.current_period_start = sent.at;
      item.current_period_end = periodEnd(sent.at, intervalOf(item.price), sent.at);
    }
  }
  if (isTrial) return change;
  const touched = new Set(
    isReset ? [...before, ...items].map(({ id }) => id) : changedIds(before, items),
  );
  if (sent.behavior !== "none") {
    for (const item of before.filter(({ id }) => touched.has(id))) {
      credit(account, subscription, item, sent.at, change);
    }
  }
  for (const item of items.filter(({ id }) => touched.has(id))) {
    if (isReset) change.fresh.push(periodLine(account, subscription, item));
    else if (sent.behavior !== "none") debit(account, subscription, item, sent.at, change);
  }
  return change;
}

function itemsAfter(
  account: Account,
  subscription: Stripe.Subscription,
  sent: ChangeSent,
): Stripe.SubscriptionItem[] {
  const items = subscription.items.data.map((item) => ({ ...item }));
  for (const [index, one] of sent.items.entries()) {
    const param = `items[${index}]`;
    const price =
      one.price === undefined ? undefined : usablePrice(account, one.price, `${param}[price]`);
    if (one.id === undefined) {
      if (price === undefined) throw invalid(`Missing required param: ${param}[price].`, { param });
      if (items.some((item) => item.price.id === price.id)) {
        throw invalid(`Cannot add multiple subscription items with the same plan: ${price.id}`, {
          param: `${param}[price]`,
        });
      }
      items.push(newItem(account, subscription, price, one.quantity ?? 1, one.metadata));
      continue;
    }
    const at = items.findIndex(({ id }) => id === one.id);
    const item = items[at];
    if (item === undefined) {
      throw invalid(`No such subscription_item: '${one.id}'`, {
        param: `${param}[id]`,
        code: "resource_missing",
      });
    }
    if (one.deleted === true) {
      items.splice(at, 1);
      continue;
    }
    if (price !== undefined) {
      unitAmount(price, subscription.currency);
      item.price = price;
      item.plan = planOf(price, subscription.currency);
    }
    if (one.quantity !== undefined) item.quantity = one.quantity;
    if (one.metadata !== undefined) item.metadata = one.metadata;
  }
  const [first] = items;
  if (first !== undefined && items.some(({ price }) => !isSameInterval(price, first.price))) {
    throw invalid("Items with different billing periods are not carried by this stand-in.", {
      param: "items",
    });
  }
  return items;
}

/** A price that a subscription may take: recurring and active. */
export function usablePrice(account: Account, id: string, param: string): Stripe.Price {
  const price = account.get("price", id, param);
  if (price.recurring === null) {
    throw invalid(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with ` +
        "`type=recurring`.",
      { param },
    );
  }
  if (!price.active) {
    throw invalid("The price specified is inactive. This field only accepts active prices.", {
      param,
    });
  }
  return price;
}

export function newItem(
  account: Account,
  subscription: Pick<Stripe.Subscription, "id" | "billing_cycle_anchor" | "currency"> & {
    items?: { data: Stripe.SubscriptionItem[] };
  },
  price: Stripe.Price,
  quantity: number,
  metadata: Stripe.Metadata = {},
): Stripe.SubscriptionItem {
  const now = account.now();
  unitAmount(price, subscription.currency);
  const sibling = subscription.items?.data[0];
  return {
    id: account.newId("si"),
    object: "subscription_item",
    billing_thresholds: null,
    created: now,
    current_period_end: sibling?.current_period_end ?? now,
    current_period_start: sibling?.current_period_start ?? now,
    current_trial: null,
    discounts: [],
    metadata,
    plan: planOf(price, subscription.currency),
    price,
    quantity,
    subscription: subscription.id,
    tax_rates: [],
  };
}

function hasOtherInterval(
  before: readonly Stripe.SubscriptionItem[],
  after: readonly Stripe.SubscriptionItem[],
): boolean {
  const [was, is] = [before[0]?.price, after[0]?.price];
  return was !== undefined && is !== undefined && !isSameInterval(was, is);
}

function wasFree(
  before: readonly Stripe.SubscriptionItem[],
  after: readonly Stripe.SubscriptionItem[],
): boolean {
  const isFree = ({ price }: Stripe.SubscriptionItem) => price.unit_amount === 0;
  return before.every(isFree) && !after.every(isFree);
}

function changedIds(
  before: readonly Stripe.SubscriptionItem[],
  after: readonly Stripe.SubscriptionItem[],
): string[] {
  const isSame = (a: Stripe.SubscriptionItem, b: Stripe.SubscriptionItem | undefined) =>
    b !== undefined && a.price.id === b.price.id && a.quantity === b.quantity;
  const gone = before.filter(
    (item) =>
      !isSame(
        item,
        after.find(({ id }) => id === item.id),
      ),
  );
  const come = after.filter(
    (item) =>
      !isSame(
        item,
        before.find(({ id }) => id === item.id),
      ),
  );
  return [...gone, ...come].map(({ id }) => id);
}

const creditedKey = (line: string) => `credited ${line}`;

/** Remembers that these debits have been given back and are not to be given back again. */
export function markCredited(account: Account, { credited }: Change): void {
  for (const id of credited) account.hidden.set(creditedKey(id), true);
}

interface Debit {
  id: string;
  invoice: string;
  net: number;
  period: { start: number; end: number };
}

/** What was asked for the item's time from `at` on and has not been given back. */
function debitsOf(
  account: Account,
  subscription: Stripe.Subscription,
  item: string,
  at: number,
): Debit[] {
  const invoiced = account
    .all("invoice")
    .filter(
      ({ status, parent }) =>
        status !== "void" && idOf(parent?.subscription_details?.subscription) === subscription.id,
    )
    .flatMap(({ id, lines }) => lines.data.map((line) => ({ invoice: id, line })))
    .filter(({ line }) => line.parent?.subscription_item_details?.subscription_item === item)
    .map(({ invoice, line }) => ({
      id: line.parent?.subscription_item_details?.invoice_item ?? line.id,
      invoice,
      net: netOf(line),
      period: line.period,
    }));
  const waiting = account
    .all("invoiceitem")
    .filter(
      (one) => one.invoice === null && one.parent?.subscription_details?.subscription_item === item,
    )
    .map(({ id, amount, period }) => ({ id, invoice: "", net: amount, period }));
  return [...invoiced, ...waiting].filter(
    ({ id, net, period }) =>
      net > 0 && period.end > at && account.hidden.get(creditedKey(id)) !== true,
  );
}

function credit(
  account: Account,
  subscription: Stripe.Subscription,
  item: Stripe.SubscriptionItem,
  at: number,
  change: Change,
): void {
  for (const { id, invoice, net, period } of debitsOf(account, subscription, item.id, at)) {
    const start = Math.max(at, period.start);
    const amount = -share(net, period.end - start, period.end - period.start);
    change.credited.push(id);
    change.prorations.push({
      ...lineBase(subscription, item),
      amount,
      description: `Unused time on ${named(account, item)} after ${dated(at)}`,
      period: { start, end: period.end },
      isDiscountable: false,
      isProration: true,
      credited: invoice === "" ? null : { invoice, invoice_line_items: [id] },
    });
  }
}

function debit(
  account: Account,
  subscription: Stripe.Subscription,
  item: Stripe.SubscriptionItem,
  at: number,
  change: Change,
): void {
  const { current_period_start: start, current_period_end: end } = item;
  const whole = discounted(account, subscription, priceOf(subscription, item));
  change.prorations.push({
    ...lineBase(subscription, item),
    amount: share(whole, end - at, end - start),
    description: `Remaining time on ${named(account, item)} after ${dated(at)}`,
    period: { start: at, end },
    isDiscountable: false,
    isProration: true,
  });
}

/** The amount after the subscription's percentages, which prorations include. */
function discounted(account: Account, subscription: Stripe.Subscription, amount: number): number {
  let left = amount;
  for (const discount of subscription.discounts) {
    const found = account.find("discount", idOf(discount));
    const coupon = account.find("coupon", idOf(found?.source.coupon) ?? "");
    if (coupon?.percent_off) left -= percentOf(left, coupon.percent_off);
  }
  return left;
}
