import { Outlet } from "react-router";
import { m } from "#messages";

export const handle = { crumb: () => m.webhooks_title() };

/** Names the place of the pages below in the breadcrumbs. */
export default function WebhooksLayout() {
  return <Outlet />;
}
