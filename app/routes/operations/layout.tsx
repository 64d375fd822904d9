import { Outlet } from "react-router";
import { Tabs } from "#app/ui/tabs.tsx";
import { m } from "#messages";

/** The places of the operator, each a page of its own. */
export default function OperationsLayout() {
  return (
    <>
      <div className="mx-auto -mb-6 w-full max-w-6xl px-4 pt-4 sm:px-8">
        <Tabs
          label={m.operations_title()}
          tabs={[
            { to: "/operations", label: m.operations_tab_health() },
            { to: "/operations/payments", label: m.operations_tab_payments(), end: false },
            { to: "/operations/chargebacks", label: m.operations_tab_chargebacks(), end: false },
            { to: "/operations/disputes", label: m.operations_tab_disputes(), end: false },
            {
              to: "/operations/reconciliation",
              label: m.operations_tab_reconciliation(),
              end: false,
            },
            { to: "/operations/margins", label: m.operations_tab_margins(), end: false },
            { to: "/operations/closes", label: m.operations_tab_closes(), end: false },
            { to: "/operations/plans", label: m.operations_tab_plans(), end: false },
            { to: "/operations/invoices", label: m.billing_details_branding() },
            { to: "/operations/operators", label: m.operations_tab_operators() },
            { to: "/operations/audit", label: m.audit_log_deployment() },
            { to: "/operations/privacy", label: m.privacy_title() },
            { to: "/operations/stripe-events", label: m.operations_tab_stripe(), end: false },
            { to: "/operations/mail", label: m.mail_title(), end: false },
          ]}
        />
      </div>
      <Outlet />
    </>
  );
}
