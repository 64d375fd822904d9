import { DAY_MS } from "#core/time";

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
  const models = form.getAll("models").filter((one) => typeof one === "string");
  const expiresAt = text("expiresAt");
  return {
    name: text("name") ?? "",
    scopes: form.getAll("scopes"),
    budgetPt: number("budgetPt"),
    requestsPerMinute: number("requestsPerMinute"),
    models: models.length === 0 ? undefined : models,
    // The key works until the end of that day in UTC.
    expiresAtMs: expiresAt === undefined ? undefined : Date.parse(expiresAt) + DAY_MS,
  };
}
