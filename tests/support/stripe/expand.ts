import { idOf, type Account } from "./account.ts";
import { invalid } from "./failure.ts";
import { wholeList } from "./route.ts";
import { kindOf, type Kind, type Tables } from "./tables.ts";
import { includable, isRecord, wireOf } from "./wire.ts";

type Json = Record<string, unknown>;

const DEPTH_MAX = 4;

/** Ids that the types say are no more than ids. */
const plainIds = new Set([
  "charge.payment_method",
  "checkout.session.payment_link",
  "discount.checkout_session",
  "discount.invoice",
  "discount.subscription",
  "discount.subscription_item",
  "line_item.invoice",
  "subscription_item.subscription",
]);

/** The answer as it goes over the wire, with what the caller asked to be expanded. */
export function render(account: Account, answer: object, expand: readonly string[]): Json {
  const shown = wireOf(answer);
  for (const path of expand) {
    const parts = path.split(".");
    if (parts.length > DEPTH_MAX) {
      throw invalid(`You cannot expand more than ${DEPTH_MAX} levels of a property`, {
        param: "expand",
        code: "property_expansion_too_deep",
      });
    }
    open(account, shown, parts, path);
  }
  return shown;
}

function open(account: Account, at: unknown, parts: readonly string[], path: string): void {
  const [part, ...rest] = parts;
  if (part === undefined) return;
  if (Array.isArray(at)) {
    for (const one of at) open(account, one, parts, path);
    return;
  }
  if (!isRecord(at)) return;
  const kind = String(at.object);
  if (includable[kind]?.includes(part) === true && at[part] === undefined) {
    const found = include(account, kind, String(at.id), part);
    if (found === undefined) return;
    at[part] = wireOf(found);
  }
  if (!(part in at)) throw cannotExpand(part, path);
  at[part] = expanded(account, at, kind, part, rest.length === 0, path);
  open(account, at[part], rest, path);
}

function expanded(
  account: Account,
  at: Json,
  kind: string,
  part: string,
  isLast: boolean,
  path: string,
): unknown {
  const value = at[part];
  const one = (id: unknown) => {
    if (typeof id !== "string") return id;
    const found = plainIds.has(`${kind}.${part}`) ? undefined : lookUp(account, part, id);
    if (found === undefined) throw cannotExpand(part, path);
    return wireOf(found);
  };
  if (Array.isArray(value)) return value.map(one);
  if (typeof value === "string") return one(value);
  if (isLast && value !== null && !isRecord(value)) throw cannotExpand(part, path);
  return value;
}

function lookUp(account: Account, part: string, id: string): object | undefined {
  const named: Partial<Record<string, Kind>> = { coupon: "coupon", product: "product" };
  const kind = named[part] ?? kindOf(id);
  if (kind === undefined) return undefined;
  return account.find(kind, id) ?? account.findDeleted(id);
}

/** What is only shown when asked for. */
function include(account: Account, kind: string, id: string, part: string): object | undefined {
  if (kind === "customer" && part === "subscriptions") {
    const own = account.all("subscription").filter(({ customer }) => idOf(customer) === id);
    return wholeList(
      own.filter(({ status }) => status !== "canceled").toReversed(),
      `/v1/customers/${id}/subscriptions`,
    );
  }
  if (kind === "customer" && part === "tax_ids") {
    const own = account.all("tax_id").filter(({ customer }) => idOf(customer) === id);
    return wholeList(own.toReversed(), `/v1/customers/${id}/tax_ids`);
  }
  if (kind === "customer" && part === "sources") {
    return wholeList([], `/v1/customers/${id}/sources`);
  }
  if (kind === "charge" && part === "refunds") {
    const own = account.all("refund").filter(({ charge }) => idOf(charge) === id);
    return wholeList(own.toReversed(), `/v1/charges/${id}/refunds`);
  }
  if (kind === "invoice" && part === "payments") {
    const own = account.all("invoice_payment").filter(({ invoice }) => idOf(invoice) === id);
    return wholeList(own, "/v1/invoice_payments");
  }
  const stored = account.find(kind as keyof Tables, id) as Json | undefined;
  const value = stored?.[part];
  return isRecord(value) || Array.isArray(value) ? value : undefined;
}

function cannotExpand(part: string, path: string) {
  const also = path === part ? "" : ` You may want to try expanding 'data.${path}' instead.`;
  return invalid(`This property cannot be expanded (${path}).${also}`, { param: "expand" });
}
