import { z } from "zod";

/** What an event tells us to look at again. */
export interface SyncTarget {
  kind:
    | "customer"
    | "subscription"
    | "checkout-session"
    | "invoice"
    | "payment-intent"
    | "charge"
    | "dispute";
  id: string;
  /** True when the event's own object is the one to look at, so that its snapshot may stand in. */
  own: boolean;
}

const Reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);
const reference = Reference.nullish().catch(null);

const EventObject = z.object({
  id: reference,
  charge: reference,
  customer: reference,
  invoice: reference,
  subscription: reference,
  released_subscription: reference,
});
type EventObject = z.infer<typeof EventObject>;

interface Rule {
  /** A type, or with a dot at the end the start of types. */
  of: string;
  kind: SyncTarget["kind"];
  /** Where the id is, when it is not the object's own. */
  via?: (object: EventObject) => string | null | undefined;
}

/** The first rule that fits decides. */
const rules: Rule[] = [
  { of: "customer.subscription.", kind: "subscription" },
  { of: "customer.created", kind: "customer" },
  { of: "customer.updated", kind: "customer" },
  { of: "customer.deleted", kind: "customer" },
  { of: "customer.", kind: "customer", via: (object) => object.customer },
  { of: "payment_method.", kind: "customer", via: (object) => object.customer },
  {
    of: "subscription_schedule.",
    kind: "subscription",
    via: (object) => object.subscription ?? object.released_subscription,
  },
  { of: "checkout.session.", kind: "checkout-session" },
  { of: "invoice.", kind: "invoice" },
  { of: "invoice_payment.", kind: "invoice", via: (object) => object.invoice },
  { of: "credit_note.", kind: "invoice", via: (object) => object.invoice },
  { of: "payment_intent.", kind: "payment-intent" },
  { of: "charge.dispute.", kind: "dispute" },
  { of: "charge.refund.", kind: "charge", via: (object) => object.charge },
  { of: "charge.", kind: "charge" },
  { of: "refund.", kind: "charge", via: (object) => object.charge },
];

function ruleOf(type: string): Rule | undefined {
  return rules.find(({ of }) => (of.endsWith(".") ? type.startsWith(of) : type === of));
}

/** False for types that concern nothing of ours. */
export function isConcerning(type: string): boolean {
  return ruleOf(type) !== undefined;
}

const Previous = z.object({ customer: reference }).partial();

const EventData = z.object({
  object: EventObject,
  previous_attributes: Previous.nullish().catch(null),
});

/**
 * Which object an event makes us look at again; undefined for types that concern nothing of ours and
 * for objects that have no id, such as a coming invoice. `data` is the event's own.
 */
export function pickSync(type: string, data: unknown): SyncTarget | undefined {
  const rule = ruleOf(type);
  if (rule === undefined) return undefined;
  const parsed = EventData.safeParse(data);
  if (!parsed.success) return undefined;
  const { object, previous_attributes: previous } = parsed.data;
  const own = rule.via === undefined;
  // A payment method that was taken off names its customer only in what it was before.
  const id = own ? object.id : (rule.via?.(object) ?? previous?.customer);
  return id === null || id === undefined || id === "" ? undefined : { kind: rule.kind, id, own };
}
