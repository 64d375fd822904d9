import { Outlet } from "react-router";
import type { RouteHandle } from "#app/ui/handle.ts";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Tabs } from "#app/ui/tabs.tsx";
import { m } from "#messages";

export const handle: RouteHandle = { crumb: () => m.identity_account_title() };

/** Everything about the person themselves, each part a page of its own. */
export default function AccountLayout() {
  return (
    <Page width="form">
      <PageHeader title={m.identity_account_title()} description={m.identity_account_lead()} />
      <Tabs
        label={m.security_account_tabs()}
        tabs={[
          { to: "/account", label: m.security_tab_profile() },
          { to: "/account/sign-ins", label: m.signins_tab() },
          { to: "/account/security", label: m.security_tab_security(), end: false },
          { to: "/account/notifications", label: m.channels_prefs_title() },
          { to: "/account/privacy", label: m.privacy_title() },
        ]}
      />
      <Outlet />
    </Page>
  );
}
