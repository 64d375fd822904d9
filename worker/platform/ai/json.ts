import { ProviderError } from "./provider.ts";

export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value[key]` when `value` is a JSON object; undefined when it is absent or null. */
export function member(value: unknown, key: string): unknown {
  return isRecord(value) ? (value[key] ?? undefined) : undefined;
}

export function findString(value: unknown, key: string): string | undefined {
  const found = member(value, key);
  return typeof found === "string" ? found : undefined;
}

export function findArray(value: unknown, key: string): unknown[] {
  const found = member(value, key);
  return Array.isArray(found) ? found : [];
}

/** Parses one event's data; throws a `protocol` error when it is not a JSON object. */
export function parseEventJson(data: string): JsonRecord {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw new ProviderError("protocol", "The provider sent an event that is not JSON", { cause });
  }
  if (isRecord(value)) return value;
  throw new ProviderError("protocol", "The provider sent an event that is not a JSON object");
}
