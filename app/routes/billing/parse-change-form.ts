import type { z } from "zod";
import { Problem } from "#core/problem";
import { ChangePlan, ChangeTarget, StartCheckout } from "#features/billing/schema";
import { m } from "#messages";

function text(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function number(form: FormData, name: string): number | undefined {
  const value = text(form, name);
  return value === undefined ? undefined : Number(value);
}

/** The first words beside a field, in the reader's language. */
function wordsOf(pointer: string): string {
  if (pointer === "/seats") return m.billing_change_error_seats();
  if (pointer === "/promotionCode") return m.billing_change_error_code();
  return m.billing_change_error_choice();
}

function refuse(error: z.ZodError): Problem {
  const errors = error.issues.map(({ path }) => {
    const pointer = `/${path.join("/")}`;
    return { pointer, detail: wordsOf(pointer) };
  });
  return new Problem("invalid-input", { detail: errors[0]?.detail, errors });
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.input<S> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw refuse(parsed.error);
  return input as z.input<S>;
}

function targetOf(form: FormData) {
  const seats = number(form, "seats");
  return {
    plan: text(form, "plan"),
    interval: text(form, "interval"),
    ...(seats === undefined ? {} : { seats }),
  };
}

/** A form's fields as what a subscription should become. */
export function parseTarget(form: FormData): ChangeTarget {
  return parse(ChangeTarget, targetOf(form));
}

/** The same with the preview that was agreed to. */
export function parseChange(form: FormData): ChangePlan {
  return parse(ChangePlan, {
    ...targetOf(form),
    expectedAmountMinor: number(form, "expectedAmountMinor"),
    prorationAtMs: number(form, "prorationAtMs"),
  });
}

/** A form's fields as what is to be bought. */
export function parsePurchase(form: FormData): StartCheckout {
  const promotionCode = text(form, "promotionCode");
  return parse(StartCheckout, {
    ...targetOf(form),
    currency: text(form, "currency"),
    ...(promotionCode === undefined ? {} : { promotionCode }),
  });
}
