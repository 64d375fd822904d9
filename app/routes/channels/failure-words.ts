import type { LastDelivery } from "#features/channels/schema";
import { m } from "#messages";

/** Why a delivery did not arrive. */
export function failureWords({ failure, status }: LastDelivery): string {
  switch (failure) {
    case "status":
      return m.channels_fail_status({ status: String(status ?? "") });
    case "timeout":
      return m.channels_fail_timeout();
    case "refused":
      return m.channels_fail_refused();
    case "inactive":
      return m.channels_fail_inactive();
    case "connection":
    case null:
      return m.channels_fail_connection();
  }
}
