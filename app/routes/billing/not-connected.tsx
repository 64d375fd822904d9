import { Notice } from "#app/ui/notice.tsx";
import { m } from "#messages";

/** Said wherever something could be bought if this deployment had payments. */
export function NotConnected() {
  return (
    <Notice tone="info" title={m.payments_not_connected()}>
      {m.payments_not_connected_text()}
    </Notice>
  );
}
