import type { AuditQuery } from "#features/audit/schema";

/** The filters of the audit log that an address holds; what is empty is none. */
export function auditQueryOf({ searchParams }: URL): AuditQuery {
  const text = (name: string) => {
    const value = searchParams.get(name)?.trim();
    return value === "" ? undefined : value;
  };
  return {
    actor: text("actor"),
    action: text("action"),
    target: text("target"),
    cursor: text("cursor"),
  };
}
