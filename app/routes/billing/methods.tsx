import { CreditCard } from "lucide-react";
import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Form } from "#app/ui/form.tsx";
import { Problem } from "#core/problem";
import { isBillingConnected, mayManageBilling, openPortal } from "#features/billing";
import {
  listPaymentMethods,
  removePaymentMethod,
  setDefaultPaymentMethod,
} from "#features/payments";
import type { PaymentMethodView } from "#features/payments/schema";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/methods";
import { NotConnected } from "./not-connected.tsx";

export const handle = { crumb: () => m.payments_methods() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.payments_methods()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const connected = isBillingConnected(ctx);
  return {
    connected,
    methods: connected ? await listPaymentMethods(ctx) : [],
    manages: mayManageBilling(ctx),
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  const id = textField(form, "id") ?? "";
  switch (form.get("intent")) {
    case "add":
      return redirect((await openPortal(ctx, { flow: "payment_method_update" })).url);
    case "default":
      await setDefaultPaymentMethod(ctx, id);
      break;
    case "remove":
      await removePaymentMethod(ctx, id);
      break;
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
  return redirect("/billing/methods");
}

function brandName({ brand, type }: PaymentMethodView): string {
  const name = brand ?? type.replaceAll("_", " ");
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function expiryOf({ expMonth, expYear }: PaymentMethodView): string | null {
  if (expMonth === null || expYear === null) return null;
  return `${String(expMonth).padStart(2, "0")}/${expYear}`;
}

function Method({ method, manages }: { method: PaymentMethodView; manages: boolean }) {
  const expiry = expiryOf(method);
  const name = `${brandName(method)} ${method.last4 ?? ""}`;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-5 py-3 last:border-0">
      <div className="flex min-w-0 items-center gap-3">
        <CreditCard aria-hidden="true" className="size-5 flex-none text-muted" />
        <div>
          <p className="flex flex-wrap items-center gap-2 font-medium">
            <bdi>
              {brandName(method)}
              {method.last4 === null ? "" : ` ···· ${method.last4}`}
            </bdi>
            {method.isDefault ? <Badge tone="accent">{m.payments_default()}</Badge> : null}
            {method.isExpired ? <Badge tone="danger">{m.payments_expired()}</Badge> : null}
          </p>
          {expiry === null ? null : (
            <p className="figures text-xs text-muted">{m.payments_expires({ date: expiry })}</p>
          )}
        </div>
      </div>
      {manages ? (
        <Form name={method.id} className="grid-flow-col gap-2">
          <input type="hidden" name="id" value={method.id} />
          {method.isDefault ? null : (
            <Button
              type="submit"
              size="sm"
              name="intent"
              value="default"
              aria-label={m.payments_make_default_of({ name })}
            >
              {m.payments_make_default()}
            </Button>
          )}
          {method.isRemovable ? (
            <Button
              type="submit"
              size="sm"
              variant="quiet"
              name="intent"
              value="remove"
              aria-label={m.payments_remove_of({ name })}
            >
              {m.payments_remove()}
            </Button>
          ) : null}
        </Form>
      ) : null}
    </li>
  );
}

/** The cards and accounts that Stripe keeps for the workspace. */
export default function Methods({ loaderData }: Route.ComponentProps) {
  const { methods, connected, manages } = loaderData;
  const add =
    connected && manages ? (
      <Form name="add">
        <Button type="submit" name="intent" value="add" variant="primary" size="sm">
          {m.payments_add_method()}
        </Button>
      </Form>
    ) : undefined;
  return (
    <div className="grid grid-cols-1 gap-6">
      {connected ? null : <NotConnected />}
      <Card
        flush
        title={m.payments_methods()}
        description={m.payments_methods_about()}
        actions={methods.length === 0 ? undefined : add}
      >
        {methods.length === 0 ? (
          <EmptyState icon={CreditCard} title={m.payments_methods_none()} action={add}>
            {m.payments_methods_none_text()}
          </EmptyState>
        ) : (
          <ul>
            {methods.map((method) => (
              <Method key={method.id} method={method} manages={manages} />
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}
