import type { FailureKind } from "#features/webhooks/schema";
import { m } from "#messages";

/** Why an attempt failed, in one sentence. */
export function failureWords(kind: FailureKind): string {
  switch (kind) {
    case "status":
      return m.webhooks_failure_status();
    case "timeout":
      return m.webhooks_failure_timeout();
    case "connection":
      return m.webhooks_failure_connection();
    case "refused":
      return m.webhooks_failure_refused();
    case "inactive":
      return m.webhooks_failure_inactive();
  }
}
