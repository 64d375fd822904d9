import type { z } from "zod";
import type { TermsRule } from "#features/plans/schema";
import { m } from "#messages";
import { fieldProblem } from "../keys/field-words.ts";

type Issue = z.core.$ZodIssue;

const ruleWords: Record<TermsRule, () => string> = {
  "prices-whole": m.plans_error_prices,
  "prices-payable": m.plans_error_payable,
  "renews-priced": m.plans_error_renews,
  "trial-unpriced": m.plans_error_trial,
  "seats-below": m.plans_error_seats,
  "seat-prices-lacking": m.plans_error_seat_prices,
  "seat-prices-needless": m.plans_error_seat_prices,
  "trial-pt-above": m.plans_error_trial_pt,
  "trial-pt-needless": m.plans_error_trial_pt,
  "class-twice": m.plans_error_classes,
};

function ruleOf(issue: Issue): TermsRule | undefined {
  const rule: unknown = issue.code === "custom" ? issue.params?.["rule"] : undefined;
  return Object.keys(ruleWords).find((one): one is TermsRule => one === rule);
}

/** What is wrong with a term, in the reader's language. */
export function planErrorWords(issue: Issue): string {
  const rule = ruleOf(issue);
  if (rule !== undefined) return ruleWords[rule]();
  if (issue.path[0] === "modelClasses") return m.plans_error_classes();
  if (issue.code === "invalid_type") return m.plans_error_number();
  return fieldProblem([issue]).detail ?? issue.message;
}
