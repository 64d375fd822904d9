import { DAY_MS } from "#core/time";
import type { ApiKeyView } from "#features/api-keys/schema";

/** A form's fields as the input of a new key; empty ones are absent. */
export function parseKeyForm(form: FormData) {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
  const number = (name: string) => {
    const value = text(name);
    return value === undefined ? undefined : Number(value);
  };
  const ranges = text("allowedRanges")?.split(/[\s,]+/);
  const models = form.getAll("models").filter((one) => typeof one === "string");
  const expiresAt = text("expiresAt");
  return {
    name: text("name") ?? "",
    scopes: form.getAll("scopes"),
    budgetPt: number("budgetPt"),
    requestsPerMinute: number("requestsPerMinute"),
    models: models.length === 0 ? undefined : models,
    allowedRanges: ranges,
    // The key works until the end of that day in UTC.
    expiresAtMs: expiresAt === undefined ? undefined : Date.parse(expiresAt) + DAY_MS,
  };
}

/** The last day of a key, as its field has it; empty when it does not expire. */
export function lastDayOf({ expiresAtMs }: Pick<ApiKeyView, "expiresAtMs">): string {
  return expiresAtMs === null ? "" : new Date(expiresAtMs - DAY_MS).toISOString().slice(0, 10);
}

/**
 * The form of a key that is there as its change: an empty field takes its limit away. The rate and
 * the last day stay as they are unless they were touched: what is shown may be the plan's rate, and
 * a key that a program made may end within a day.
 */
export function parseKeyChange(form: FormData, key: ApiKeyView) {
  const given = parseKeyForm(form);
  const sameRate = given.requestsPerMinute === key.requestsPerMinute;
  const sameDay = form.get("expiresAt") === lastDayOf(key);
  return {
    name: given.name,
    scopes: given.scopes,
    budgetPt: given.budgetPt ?? null,
    models: given.models ?? null,
    allowedRanges: given.allowedRanges ?? null,
    ...(sameRate ? {} : { requestsPerMinute: given.requestsPerMinute }),
    ...(sameDay ? {} : { expiresAtMs: given.expiresAtMs ?? null }),
  };
}
