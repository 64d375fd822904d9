import { Outlet, redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Tabs } from "#app/ui/tabs.tsx";
import { m } from "#messages";
import type { Route } from "./+types/layout";

export const handle = { crumb: () => m.billing_layout_title() };

/** Whoever has no account yet gets one first and comes back. */
export async function loader({ request, context }: Route.LoaderArgs) {
  if (ctxOf(context).actor.kind !== "visitor") return null;
  const { pathname, search } = new URL(request.url);
  const next = pathname.endsWith(".data") ? pathname.slice(0, -".data".length) : pathname;
  throw redirect(`/register?next=${encodeURIComponent(next + search)}`);
}

const planPages = ["/billing/change", "/billing/cancel", "/billing/return"];

/** Everything about money, each part a page of its own. */
export default function BillingLayout() {
  return (
    <Page>
      <PageHeader title={m.billing_layout_title()} description={m.billing_layout_about()} />
      <Tabs
        label={m.billing_layout_title()}
        tabs={[
          { to: "/billing", label: m.billing_layout_plan(), also: planPages },
          { to: "/billing/top-up", label: m.payments_topup() },
          { to: "/billing/invoices", label: m.payments_invoices(), end: false },
          { to: "/billing/methods", label: m.payments_methods() },
          { to: "/billing/limits", label: m.payments_limits() },
          { to: "/credits", label: m.billing_layout_usage() },
          { to: "/billing/details", label: m.billing_layout_details() },
          { to: "/billing/statements", label: m.billing_layout_statements(), end: false },
        ]}
      />
      <Outlet />
    </Page>
  );
}
