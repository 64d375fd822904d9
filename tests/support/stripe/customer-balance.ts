import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { withMetadata } from "./fields.ts";
import { createdRange, metadata, needed, paging, shape, text } from "./params.ts";
import { isWithin, pageOf, route, type Route } from "./route.ts";

export interface BalanceChange {
  /** Below zero the customer is owed. */
  amount: number;
  currency: string;
  description: string | null;
  type: Stripe.CustomerBalanceTransaction.Type;
  invoice?: string | null;
  metadata?: Stripe.Metadata | null;
}

/** Moves what the customer owes or is owed, with a record of it. */
export function changeBalance(
  account: Account,
  customer: Stripe.Customer,
  change: BalanceChange,
): Stripe.CustomerBalanceTransaction {
  const ending = customer.balance + change.amount;
  const made = account.create<Stripe.CustomerBalanceTransaction>({
    id: account.newId("cbtxn"),
    object: "customer_balance_transaction",
    amount: change.amount,
    checkout_session: null,
    created: account.now(customer.id),
    credit_note: null,
    currency: change.currency,
    customer: customer.id,
    customer_account: null,
    description: change.description,
    ending_balance: ending,
    invoice: change.invoice ?? null,
    livemode: false,
    metadata: change.metadata ?? null,
    type: change.type,
  });
  account.update<Stripe.Customer>(
    customer,
    { balance: ending, currency: customer.currency ?? change.currency },
    "customer.updated",
  );
  return made;
}

const createParams = shape<Stripe.CustomerCreateBalanceTransactionParams>()({
  amount: z
    .string()
    .regex(/^-?\d+$/, { error: "parameter_invalid_integer" })
    .transform(Number),
  currency: needed,
  description: text,
  metadata,
});
const listParams = shape<Stripe.CustomerListBalanceTransactionsParams>()({
  ...paging,
  created: createdRange,
  invoice: text,
});

export const customerBalanceRoutes: Route[] = [
  route("POST", "/v1/customers/:id/balance_transactions", (call) => {
    const sent = call.read(createParams);
    return changeBalance(call.account, call.account.get("customer", call.id), {
      amount: sent.amount,
      currency: sent.currency,
      description: sent.description ?? null,
      type: "adjustment",
      metadata: withMetadata({}, sent.metadata),
    });
  }),
  route("GET", "/v1/customers/:id/balance_transactions", (call) => {
    const { created, invoice, ...page } = call.read(listParams);
    const found = call.account
      .all("customer_balance_transaction")
      .filter(
        (one) =>
          idOf(one.customer) === call.id &&
          isWithin(one.created, created) &&
          (invoice === undefined || idOf(one.invoice) === invoice),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/customers/:id/balance_transactions/:subId", ({ account, subId }) =>
    account.get("customer_balance_transaction", subId),
  ),
];
