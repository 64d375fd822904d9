import { inArray, sql } from "drizzle-orm";
import type { Stripe } from "stripe";
import { chargebacks, invoices, payments, refunds } from "#features/payments/tables";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { isStripeConnected, stripeOf } from "#platform/stripe";
import { type BookEntry, decideDiscrepancies } from "./decide-discrepancies.ts";
import { jsonChunks } from "./json-chunks.ts";
import {
  chargebackAtStripe,
  chargebackOfOurs,
  invoiceAtStripe,
  invoiceOfOurs,
  paymentAtStripe,
  paymentOfOurs,
  refundAtStripe,
  refundOfOurs,
} from "./money-entries.ts";
import { recordRows } from "./record-discrepancies.ts";
import { type RunRow, type Stage, stageOver, type Step } from "./stage.ts";
import { reconciliationSeen } from "./tables.ts";

/** Stripe's largest page; also what one statement of the database takes. */
const PAGE = 90;
const SECOND_MS = 1_000;

interface StripePage {
  /** All objects of the page in Stripe's order. */
  ids: string[];
  entries: BookEntry[];
  hasMore: boolean;
}

interface PageInput {
  created: { gte: number; lt: number };
  limit: number;
  starting_after?: string;
}

function pageInput({ fromMs, toMs, after }: RunRow): PageInput {
  return {
    created: { gte: Math.floor(fromMs / SECOND_MS), lt: Math.floor(toMs / SECOND_MS) },
    limit: PAGE,
    ...(after === "" ? {} : { starting_after: after }),
  };
}

function toPage<T extends { id?: string }>(
  list: Stripe.ApiList<T>,
  toEntry: (one: T) => BookEntry | undefined,
): StripePage {
  return {
    ids: list.data.flatMap(({ id }) => id ?? []),
    entries: list.data.flatMap((one) => toEntry(one) ?? []),
    hasMore: list.has_more,
  };
}

/** How one kind of Stripe's objects is listed there and found among ours. */
interface MoneyBook {
  kind: "payment" | "invoice" | "refund" | "chargeback";
  list(stripe: Stripe, input: PageInput): Promise<StripePage>;
  ours(ctx: Ctx, ids: string[]): Promise<BookEntry[]>;
}

const books = {
  payments: {
    kind: "payment",
    list: async (stripe, input) =>
      toPage(
        await stripe.paymentIntents.list({ ...input, expand: ["data.latest_charge"] }),
        paymentAtStripe,
      ),
    ours: async (ctx, ids) =>
      (await ctx.db.select().from(payments).where(inArray(payments.id, ids))).map(paymentOfOurs),
  },
  invoices: {
    kind: "invoice",
    list: async (stripe, input) => toPage(await stripe.invoices.list(input), invoiceAtStripe),
    ours: async (ctx, ids) =>
      (await ctx.db.select().from(invoices).where(inArray(invoices.id, ids))).map(invoiceOfOurs),
  },
  refunds: {
    kind: "refund",
    list: async (stripe, input) => toPage(await stripe.refunds.list(input), refundAtStripe),
    ours: async (ctx, ids) =>
      (await ctx.db.select().from(refunds).where(inArray(refunds.stripeId, ids))).flatMap(
        (row) => refundOfOurs(row) ?? [],
      ),
  },
  chargebacks: {
    kind: "chargeback",
    list: async (stripe, input) => toPage(await stripe.disputes.list(input), chargebackAtStripe),
    ours: async (ctx, ids) =>
      (await ctx.db.select().from(chargebacks).where(inArray(chargebacks.id, ids))).map(
        chargebackOfOurs,
      ),
  },
} satisfies Record<string, MoneyBook>;

export type MoneyStage = keyof typeof books;

function isNothing({ amounts }: BookEntry): boolean {
  return Object.values(amounts).every((amount) => amount === 0);
}

/** Without what moved no money on either side; invoices over nothing are invoices all the same. */
export function withoutNothing(left: BookEntry[], right: BookEntry[]): [BookEntry[], BookEntry[]] {
  const moved = new Set(
    [...left, ...right]
      .filter((entry) => entry.kind === "invoice" || !isNothing(entry))
      .map(({ object }) => object),
  );
  const isKept = ({ object }: BookEntry) => moved.has(object);
  return [left.filter(isKept), right.filter(isKept)];
}

function seenRows(ctx: Ctx, run: RunRow, objects: readonly string[]): Statement[] {
  return jsonChunks(objects).map((chunk) =>
    ctx.db
      .insert(reconciliationSeen)
      .select(sql`SELECT ${run.id}, value FROM json_each(${chunk}) WHERE true`)
      .onConflictDoNothing(),
  );
}

async function comparePage(ctx: Ctx, run: RunRow, book: MoneyBook): Promise<Step> {
  const page = await book.list(await stripeOf(ctx), pageInput(run));
  const ours = page.ids.length === 0 ? [] : await book.ours(ctx, page.ids);
  const compared = decideDiscrepancies(...withoutNothing(page.entries, ours));
  const last = page.ids.at(-1);
  return {
    statements: [
      ...recordRows(ctx, run, compared.drafts),
      ...seenRows(
        ctx,
        run,
        page.ids.map((id) => `${book.kind}:${id}`),
      ),
    ],
    after: page.hasMore && last !== undefined ? last : null,
    compared: [compared],
  };
}

/** A stage that compares one kind of Stripe's objects with our copies, page by page. */
export function compareMoney(name: MoneyStage): Stage {
  return async (ctx, run) => {
    if (isStripeConnected(ctx)) return await comparePage(ctx, run, books[name]);
    if (name !== "payments") return stageOver;
    const note = {
      kind: "not-connected",
      service: "stripe",
      setting: "STRIPE_SECRET_KEY",
    } as const;
    return { ...stageOver, notes: [note] };
  };
}
