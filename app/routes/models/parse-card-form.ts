import { Problem } from "#core/problem";
import { type RateCardModel, RateCardInput } from "#features/models/schema";
import { fieldProblem } from "../keys/field-words.ts";

const priceNames = ["input", "cachedRead", "cacheWrite", "output"] as const;

/**
 * The card that a form's fields `models.0.id`, `models.0.ptPer1k.input` ... say. Rows without an id
 * and rows marked for removal are left out. Errors point to the row as it was sent.
 */
export function parseCardForm(form: FormData): RateCardModel[] {
  const sent = rowNumbers(form);
  const kept = sent.filter((row) => {
    const id = textOf(form, `models.${row}.id`);
    return id !== "" && form.get(`models.${row}.remove`) === null;
  });
  const parsed = RateCardInput.safeParse({ models: kept.map((row) => modelOf(form, row)) });
  if (parsed.success) return parsed.data.models;
  const problem = fieldProblem(parsed.error.issues);
  throw new Problem("invalid-input", {
    detail: problem.detail,
    errors: problem.errors?.map(({ pointer, detail }) => ({
      pointer: pointer.replace(/^\/models\/(\d+)/, (_, at) => `/models/${kept[Number(at)]}`),
      detail,
    })),
  });
}

function rowNumbers(form: FormData): number[] {
  const rows = new Set<number>();
  for (const name of form.keys()) {
    const row = /^models\.(\d{1,3})\.id$/.exec(name)?.[1];
    if (row !== undefined) rows.add(Number(row));
  }
  return [...rows].sort((a, b) => a - b);
}

function modelOf(form: FormData, row: number) {
  const field = (name: string) => textOf(form, `models.${row}.${name}`);
  const prices = priceNames.map((name) => [name, field(`ptPer1k.${name}`)] as const);
  const priced = prices.some(([, price]) => price !== "");
  const costs = priceNames.map((name) => [name, field(`usdPerMillion.${name}`)] as const);
  const costed = costs.some(([, cost]) => cost !== "");
  return {
    id: field("id"),
    name: field("name") || undefined,
    provider: field("provider"),
    upstreamModel: field("upstreamModel") || field("id"),
    class: field("class"),
    ptPer1k: priced
      ? Object.fromEntries(prices.map(([name, price]) => [name, Number(price)]))
      : undefined,
    usdPerMillion: costed
      ? Object.fromEntries(costs.map(([name, cost]) => [name, Number(cost)]))
      : undefined,
    maxOutputTokens: Number(field("maxOutputTokens")),
    contextTokens: field("contextTokens") === "" ? undefined : Number(field("contextTokens")),
    minPlan: field("minPlan") || undefined,
  };
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}
