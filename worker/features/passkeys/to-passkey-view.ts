import type { PasskeyView } from "./schema.ts";
import type { passkeys } from "./tables.ts";

/** A passkey as its owner sees it; the key itself stays behind. */
export function toPasskeyView(row: typeof passkeys.$inferSelect): PasskeyView {
  const { id, name, synced, createdAtMs, lastUsedAtMs } = row;
  return { id, name, synced, createdAtMs, lastUsedAtMs };
}
