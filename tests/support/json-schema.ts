/** As much of JSON Schema 2020-12 as our OpenAPI document uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
}

type Resolve = (ref: string) => Schema;

function typeOf(value: unknown): string[] {
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["array"];
  if (Number.isInteger(value)) return ["integer", "number"];
  return [typeof value];
}

function checkObject(value: object, schema: Schema, at: string, resolve: Resolve): string[] {
  const faults = (schema.required ?? [])
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => `${at}/${name} is missing`);
  for (const [name, inner] of Object.entries(value)) {
    const known = schema.properties?.[name];
    if (known !== undefined) faults.push(...check(inner, known, `${at}/${name}`, resolve));
    else if (schema.additionalProperties === false) faults.push(`${at}/${name} is not described`);
    else if (typeof schema.additionalProperties === "object") {
      faults.push(...check(inner, schema.additionalProperties, `${at}/${name}`, resolve));
    } else if (schema.additionalProperties === undefined && schema.properties !== undefined) {
      faults.push(`${at}/${name} is not described`);
    }
  }
  return faults;
}

function checkBounds(value: unknown, schema: Schema, at: string): string[] {
  const faults: string[] = [];
  const size = typeof value === "string" || Array.isArray(value) ? value.length : undefined;
  const low = typeof value === "string" ? schema.minLength : schema.minItems;
  const high = typeof value === "string" ? schema.maxLength : schema.maxItems;
  if (size !== undefined && low !== undefined && size < low) faults.push(`${at} is too short`);
  if (size !== undefined && high !== undefined && size > high) faults.push(`${at} is too long`);
  if (typeof value === "number") {
    if (schema.minimum !== undefined && value < schema.minimum) faults.push(`${at} is too low`);
    if (schema.maximum !== undefined && value > schema.maximum) faults.push(`${at} is too high`);
  }
  if (typeof value === "string" && schema.pattern !== undefined) {
    if (!new RegExp(schema.pattern, "u").test(value)) faults.push(`${at} misses the pattern`);
  }
  return faults;
}

/** What is wrong with a value by its schema; an undescribed member counts as wrong. */
export function check(value: unknown, schema: Schema, at: string, resolve: Resolve): string[] {
  if (schema.$ref !== undefined) return check(value, resolve(schema.$ref), at, resolve);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const results = choices.map((choice) => check(value, choice, at, resolve));
    return results.some((faults) => faults.length === 0) ? [] : (results[0] ?? []);
  }
  const faults = (schema.allOf ?? []).flatMap((part) => check(value, part, at, resolve));
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !typeOf(value).some((type) => types.includes(type))) {
    return [...faults, `${at} is ${typeOf(value)[0]}, not ${types.join(" or ")}`];
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) faults.push(`${at} is no member`);
  if ("const" in schema && schema.const !== value) faults.push(`${at} is not the constant`);
  faults.push(...checkBounds(value, schema, at));
  if (Array.isArray(value) && schema.items !== undefined) {
    const { items } = schema;
    faults.push(...value.flatMap((item, index) => check(item, items, `${at}/${index}`, resolve)));
  } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    faults.push(...checkObject(value, schema, at, resolve));
  }
  return faults;
}
