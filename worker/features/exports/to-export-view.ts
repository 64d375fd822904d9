import type { ExportView } from "./schema.ts";
import type { personExports } from "./tables.ts";

export function toExportView(row: typeof personExports.$inferSelect, nowMs: number): ExportView {
  const { id, state, done, total, byteSize, token, requestedAtMs, readyAtMs, expiresAtMs } = row;
  const isThere = state === "ready" && expiresAtMs !== null && expiresAtMs > nowMs;
  return {
    id,
    state: state === "ready" && !isThere ? "expired" : state,
    done: Math.min(done, total),
    total,
    byteSize,
    requestedAtMs,
    readyAtMs,
    expiresAtMs,
    path: isThere ? `/account/privacy/exports/${token}` : null,
  };
}
