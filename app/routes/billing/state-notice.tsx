import { Form, useActionData } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { formatDate, formatMoney } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { isProblemView, type ProblemView } from "#app/ui/problem-view.ts";
import { buttonClass } from "#app/ui/button-class.ts";
import type { BillingView } from "#features/billing/schema";
import type { DunningView } from "#features/payments/schema";
import { m } from "#messages";

interface StateNoticeProps {
  billing: BillingView;
  dunning: DunningView | null;
}

function IntentButton({ intent, label }: { intent: string; label: string }) {
  return (
    <Form method="post">
      <Button type="submit" size="sm" name="intent" value={intent}>
        {label}
      </Button>
    </Form>
  );
}

/** The hosted page on which a payment is confirmed, when the problem names one. */
function pageOf({ extensions }: ProblemView): string | undefined {
  const { url } = extensions;
  return typeof url === "string" ? url : undefined;
}

/** What a form of the page was refused with, beside what can be done. */
export function RefusedNotice({ problem }: { problem: ProblemView }) {
  const url = pageOf(problem);
  return (
    <Notice
      tone="danger"
      urgent
      title={problem.title}
      actions={
        url === undefined ? undefined : (
          <a href={url} className={buttonClass({ variant: "primary", size: "sm" })}>
            {m.billing_change_confirm_payment()}
          </a>
        )
      }
    >
      <p className="text-muted">{problem.detail ?? problem.advice}</p>
    </Notice>
  );
}

function Refused() {
  const outcome = useActionData<unknown>();
  const problem =
    typeof outcome === "object" && outcome !== null && "problem" in outcome
      ? outcome.problem
      : undefined;
  const isOwnForm =
    typeof outcome === "object" &&
    outcome !== null &&
    "values" in outcome &&
    typeof outcome.values === "object" &&
    outcome.values !== null &&
    "form" in outcome.values;
  return isProblemView(problem) && !isOwnForm ? <RefusedNotice problem={problem} /> : null;
}

/** Leads to the open invoice, where it is paid with the default method or on Stripe's page. */
function PayLink({ invoiceId }: { invoiceId: string | undefined }) {
  const to = invoiceId === undefined ? "/billing/invoices" : `/billing/invoices/${invoiceId}`;
  return (
    <LinkButton to={to} variant="primary" size="sm">
      {m.billing_plan_pay_now()}
    </LinkButton>
  );
}

function Unpaid({ billing, dunning }: StateNoticeProps) {
  const method = billing.mayChange ? (
    <IntentButton intent="payment-method" label={m.billing_plan_payment_method()} />
  ) : null;
  const actions = (
    <>
      {billing.mayChange ? <PayLink invoiceId={dunning?.invoiceId} /> : null}
      {method}
    </>
  );
  if (billing.state === "suspended") {
    return (
      <Notice tone="danger" title={m.billing_plan_suspended()} actions={actions}>
        <p className="text-muted">{m.billing_plan_suspended_text()}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="warning" title={m.billing_plan_past_due()} actions={actions}>
      <p className="text-muted">
        {dunning === null
          ? m.billing_plan_past_due_text()
          : m.billing_plan_past_due_until({
              amount: formatMoney(dunning.amountMinor, dunning.currency),
              date: formatDate(dunning.graceEndsAtMs),
            })}
      </p>
    </Notice>
  );
}

function Planned({ billing }: { billing: BillingView }) {
  const { comingUp, mayChange, subscription } = billing;
  if (comingUp?.kind === "end") {
    const action = <IntentButton intent="resume" label={m.billing_plan_resume()} />;
    return (
      <Notice
        tone="warning"
        title={m.billing_plan_ending({ date: formatDate(comingUp.atMs) })}
        actions={mayChange ? action : undefined}
      >
        <p className="text-muted">{m.billing_plan_ending_text()}</p>
      </Notice>
    );
  }
  if (comingUp?.kind === "change") {
    const action = <IntentButton intent="unschedule" label={m.billing_plan_unschedule()} />;
    return (
      <Notice
        title={m.billing_plan_planned({ date: formatDate(comingUp.atMs) })}
        actions={mayChange ? action : undefined}
      >
        <p className="text-muted">{m.billing_plan_planned_text()}</p>
      </Notice>
    );
  }
  if (subscription === null || subscription.pausedFromMs === null) return null;
  const isLater = subscription.pausedFromMs > subscription.periodStartsAtMs;
  const label = isLater ? m.billing_plan_unschedule_pause() : m.billing_plan_unpause();
  return (
    <Notice
      tone={isLater ? "info" : "warning"}
      title={
        isLater
          ? m.billing_plan_pause_planned({ date: formatDate(subscription.pausedFromMs) })
          : m.billing_plan_paused()
      }
      actions={mayChange ? <IntentButton intent="unpause" label={label} /> : undefined}
    >
      <p className="text-muted">
        {isLater ? m.billing_plan_planned_text() : m.billing_plan_paused_now()}
      </p>
    </Notice>
  );
}

/** What is out of the ordinary about the plan, with the way out of it. */
export function StateNotice({ billing, dunning }: StateNoticeProps) {
  const { state } = billing;
  const isUnpaid = state === "past-due" || state === "suspended" || state === "incomplete";
  return (
    <>
      <Refused />
      {state === "not-connected" ? (
        <Notice title={m.billing_plan_not_connected()}>
          <p className="text-muted">{m.billing_plan_not_connected_text()}</p>
        </Notice>
      ) : null}
      {isUnpaid ? <Unpaid billing={billing} dunning={dunning} /> : null}
      <Planned billing={billing} />
    </>
  );
}
