import { microToPt } from "#core/money";
import { toIso } from "#core/time";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

function convert(name: string, value: unknown): [string, Json][] {
  if (name.endsWith("AtMs")) {
    const time = typeof value === "number" ? toIso(value) : null;
    return [[name.slice(0, -"Ms".length), time]];
  }
  if (name.endsWith("MicroPt") && typeof value === "number") {
    const stem = name.slice(0, -"MicroPt".length);
    return [
      [`${stem}Pt`, microToPt(value)],
      [name, String(value)],
    ];
  }
  return [[name, name === "raw" ? ((value ?? null) as Json) : toApiFacts(value)]];
}

/**
 * Facts of ours in the words of the public API: times as ISO 8601 without the `Ms`, amounts as
 * decimal PT with the exact micro-PT beside them, both as strings. A provider's own `raw` report
 * stays as it came.
 */
export function toApiFacts(value: unknown): Json {
  if (Array.isArray(value)) return value.map(toApiFacts);
  if (value === null || value === undefined) return null;
  if (typeof value === "object") {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.flatMap(([name, member]) => convert(name, member)));
  }
  return value as Json;
}
