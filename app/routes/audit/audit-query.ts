import { DAY_MS } from "#core/time";
import type { AuditQuery } from "#features/audit/schema";

/** The filters of the audit log as their form shows them. */
export interface AuditFilterValues {
  actor: string;
  action: string;
  target: string;
  /** Days, `YYYY-MM-DD`. */
  from: string;
  to: string;
}

/** The first millisecond of a day in UTC; undefined for what is no day. */
function startOf(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const atMs = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(atMs) || atMs < 0 ? undefined : atMs;
}

/** What the address of a log filters by; what is empty, or no day, is no filter. */
export function filterValuesOf({ searchParams }: URL): AuditFilterValues {
  const text = (name: string) => searchParams.get(name)?.trim() ?? "";
  const day = (name: string) => (startOf(text(name)) === undefined ? "" : text(name));
  return {
    actor: text("actor"),
    action: text("action"),
    target: text("target"),
    from: day("from"),
    to: day("to"),
  };
}

/** The filters of the audit log that an address holds. Its days are whole ones, the last included. */
export function auditQueryOf(url: URL): AuditQuery {
  const { actor, action, target, from, to } = filterValuesOf(url);
  const given = (text: string) => (text === "" ? undefined : text);
  const last = startOf(to);
  return {
    actor: given(actor),
    action: given(action),
    target: given(target),
    fromAtMs: startOf(from),
    toAtMs: last === undefined ? undefined : last + DAY_MS,
    cursor: given(url.searchParams.get("cursor") ?? ""),
  };
}
