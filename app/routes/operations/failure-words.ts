import type { ConnectorView } from "#features/operations/schema";
import { m } from "#messages";

type FailureKind = NonNullable<ConnectorView["failure"]>["kind"];

/** Why a connector fails, in one sentence. */
export function failureWords(kind: FailureKind): string {
  switch (kind) {
    case "auth":
      return m.operations_failure_auth();
    case "network":
    case "timeout":
    case "unavailable":
      return m.operations_failure_reach();
    case "rate-limited":
    case "overloaded":
      return m.operations_failure_busy();
    default:
      return m.operations_failure_other();
  }
}
