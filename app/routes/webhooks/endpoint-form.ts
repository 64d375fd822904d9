import type { z } from "zod";
import { addressRefusals } from "#app/ui/address-refusals.ts";
import { isProblem, Problem } from "#core/problem";
import { m } from "#messages";

/** A form's fields as the input of an endpoint. Which events are ticked counts only for "some". */
export function parseEndpointForm(form: FormData) {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  return {
    url: text("url"),
    description: text("description"),
    types: text("listen") === "some" ? form.getAll("types") : null,
  };
}

/** What is wrong with a field, in the reader's language. */
function words(issue: z.core.$ZodIssue): string {
  if (issue.path[0] === "types" || issue.path[0] === "topics") return m.webhooks_error_events();
  return issue.code === "too_big"
    ? m.webhooks_error_long({ maximum: String(issue.maximum) })
    : m.webhooks_error_missing();
}

/** The input when it fits the schema; else the Problem that the form shows beside its fields. */
export function checkForm<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({
    pointer: `/${String(issue.path[0])}`,
    detail: words(issue),
  }));
  throw new Problem("invalid-input", { detail: errors[0]?.detail, errors });
}

/** Does it, and says in the reader's language why an address was refused. */
export async function inReadersWords<T>(does: () => Promise<T>): Promise<T> {
  try {
    return await does();
  } catch (cause) {
    if (!isProblem(cause) || cause.slug !== "url-refused") throw cause;
    const detail =
      addressRefusals[String(cause.extensions["reason"])]?.() ?? cause.detail ?? cause.title;
    throw new Problem("url-refused", { detail, errors: [{ pointer: "/url", detail }], cause });
  }
}
