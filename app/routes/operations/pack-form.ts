import { Problem } from "#core/problem";
import { type Pack, PublishPacks } from "#features/plans/schema";
import { m } from "#messages";
import { parseDecimal, parseWhole } from "./plan-form.ts";
import { planErrorWords } from "./plan-error-words.ts";

export const packCurrencies = ["usd", "eur", "gbp"] as const;

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/**
 * The packs that the fields `packs.0.pt`, `packs.0.usd` … say, the smallest first. Rows without PT
 * and rows marked for removal are left out; a new one gets its id from its PT.
 */
export function parsePackForm(form: FormData): Pack[] {
  const rows = [...form.keys()].flatMap((name) => /^packs\.(\d{1,2})\.pt$/.exec(name)?.[1] ?? []);
  const kept = rows
    .map((at) => ({ at, field: (member: string) => textOf(form, `packs.${at}.${member}`) }))
    .filter(({ field }) => field("pt") !== "" && field("remove") === "")
    .toSorted((a, b) => Number(a.field("pt")) - Number(b.field("pt")));
  const parsed = PublishPacks.safeParse({
    packs: kept.map(({ field }) => ({
      id: field("id") || `pt-${field("pt")}`,
      pt: parseWhole(field("pt")),
      prices: packCurrencies.map((currency) => ({
        currency,
        amountMinor: parseDecimal(field(currency), 2),
      })),
    })),
  });
  if (parsed.success) return parsed.data.packs;
  const errors = parsed.error.issues.map((issue) => {
    const [, index, member, price] = issue.path;
    const row = typeof index === "number" ? kept[index]?.at : kept[0]?.at;
    const currency = typeof price === "number" ? packCurrencies[price] : undefined;
    const field = member === "prices" ? (currency ?? packCurrencies[0]) : "pt";
    const detail = issue.code === "custom" ? m.plans_error_pack_twice() : planErrorWords(issue);
    return { pointer: `/packs/${row ?? 0}/${field}`, detail };
  });
  throw new Problem("invalid-input", { detail: errors[0]?.detail, errors });
}
