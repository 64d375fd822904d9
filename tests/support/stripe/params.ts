import { z } from "zod";
import { invalid, missingParameter, unknownParameter, type Failure } from "./failure.ts";
import type { FormRecord } from "./form.ts";

/**
 * The parameters of one call. Every name must be one of the package's own type `P`, so a parameter
 * that Stripe does not know cannot be accepted here; one that is not listed is refused as unknown.
 */
export function shape<P>() {
  return <S extends Record<string, z.ZodType>>(
    fields: S & { [K in Exclude<keyof S, keyof P>]: never },
  ): z.ZodObject<S, z.core.$strict> => z.strictObject<S>(fields);
}

/** Words that must be there. */
export const needed = z
  .string()
  .refine((value) => value !== "", { error: "parameter_invalid_empty" });

export const text = needed.optional();

const wholeNumber = z
  .string()
  .refine((value) => /^-?\d+$/.test(value), { error: "parameter_invalid_integer" })
  .transform(Number);

export const whole = wholeNumber.optional();
export const percent = z
  .string()
  .refine((value) => /^\d+(\.\d+)?$/.test(value), { error: "parameter_invalid_decimal" })
  .transform(Number)
  .optional();

export const flag = z
  .enum(["true", "false"], { error: "parameter_invalid_boolean" })
  .transform((value) => value === "true")
  .optional();

/** One of the words; anything else is refused by name. */
export function oneOf<const T extends readonly [string, ...string[]]>(...words: T) {
  return z.enum(words, { error: `must be one of ${words.join(", ")}` }).optional();
}

/** What an empty string takes away: it arrives as null. */
export function clearable<T extends z.ZodType>(field: T) {
  return z.preprocess((value) => (value === "" ? null : value), field.nullable()).optional();
}

/** Items that arrive under the keys 0, 1, … */
export function list<T extends z.ZodType>(field: T) {
  return z.preprocess(asArray, z.array(field)).optional();
}

function asArray(value: unknown): unknown {
  if (value === "") return [];
  if (typeof value !== "object" || value === null) return value;
  const keys = Object.keys(value);
  return keys.every((key) => /^\d+$/.test(key)) ? Object.values(value) : value;
}

export function mapOf<T extends z.ZodType>(field: T) {
  return z.record(z.string(), field).optional();
}

/** Free key-value pairs; an empty value takes a key away, an empty string takes all away. */
export const metadata = clearable(z.record(z.string(), z.string()));

export const address = z.strictObject({
  city: clearable(z.string()),
  country: clearable(z.string()),
  line1: clearable(z.string()),
  line2: clearable(z.string()),
  postal_code: clearable(z.string()),
  state: clearable(z.string()),
});

export const createdRange = z
  .union([wholeNumber, z.strictObject({ gt: whole, gte: whole, lt: whole, lte: whole })])
  .optional();

export type CreatedRange = z.infer<typeof createdRange>;

/** The parameters of every list. */
export const paging = {
  limit: whole,
  starting_after: text,
  ending_before: text,
};

/** Reads what the caller sent; throws Stripe's refusal of the first fault. */
export function readParams<T extends z.ZodType>(schema: T, raw: FormRecord): z.infer<T> {
  const read = schema.safeParse(raw);
  if (read.success) return read.data;
  throw refusalOf(read.error.issues, raw);
}

function refusalOf(issues: readonly z.core.$ZodIssue[], raw: FormRecord): Failure {
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  if (issue === undefined) return invalid("Invalid request");
  if (issue.code === "unrecognized_keys") {
    return unknownParameter(named([...issue.path, issue.keys[0] ?? ""]));
  }
  if (issue.code === "invalid_union") {
    const [inner] = issue.errors.flat();
    if (inner === undefined) return invalid(`Invalid ${named(issue.path)}`);
    return refusalOf([{ ...inner, path: [...issue.path, ...inner.path] }], raw);
  }
  const param = named(issue.path);
  const sent = valueAt(raw, issue.path);
  if (sent === undefined) return missingParameter(param);
  const shown = typeof sent === "string" ? sent : JSON.stringify(sent);
  if (issue.message === "parameter_invalid_integer") {
    return invalid(`Invalid integer: ${shown}`, { param, code: issue.message });
  }
  if (issue.message === "parameter_invalid_empty") {
    const message =
      `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a ` +
      `parameter; however '${param}' cannot be unset. You should remove '${param}' from your request ` +
      "or supply a non-empty value.";
    return invalid(message, { param, code: issue.message });
  }
  if (issue.message === "parameter_invalid_boolean") {
    return invalid(`Invalid boolean: ${shown}`, { param });
  }
  return invalid(`Invalid ${param}: ${issue.message}`, { param });
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let at = raw;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

function named(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path.map(String);
  return `${first ?? ""}${rest.map((part) => `[${part}]`).join("")}`;
}
