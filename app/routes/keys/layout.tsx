import { Outlet } from "react-router";
import { m } from "#messages";

export const handle = { crumb: () => m.shell_nav_keys() };

/** Names the list of keys in the breadcrumbs of each. */
export default function KeysLayout() {
  return <Outlet />;
}
