type Json = Record<string, unknown>;

/** Fields that Stripe shows only when they are asked for by `expand`. */
export const includable: Record<string, readonly string[]> = {
  charge: ["refunds"],
  "checkout.session": ["line_items"],
  coupon: ["applies_to", "currency_options"],
  customer: ["sources", "subscriptions", "tax", "tax_ids"],
  invoice: ["confirmation_secret", "payments"],
  price: ["currency_options", "tiers"],
};

/** The object as it goes over the wire, without what must be asked for. A copy. */
export function wireOf(object: object): Json {
  const copy = JSON.parse(JSON.stringify(object)) as Json;
  strip(copy);
  return copy;
}

function strip(value: unknown): void {
  if (Array.isArray(value)) {
    for (const one of value) strip(one);
    return;
  }
  if (!isRecord(value)) return;
  const kind = typeof value.object === "string" ? value.object : "";
  for (const field of includable[kind] ?? []) delete value[field];
  for (const one of Object.values(value)) strip(one);
}

/** What the fields that differ were before: nested hashes only in part, lists whole. */
export function changesOf(before: Json, after: Json): Json {
  const changed: Json = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const isPart = isRecord(was) && isRecord(is) && Object.keys(was).length > 0;
    changed[key] = isPart ? changesOf(was, is) : (was ?? null);
  }
  return changed;
}

export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
