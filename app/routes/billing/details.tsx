import { redirect, useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Select } from "#app/ui/select.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { getBilling, getBillingDetails, updateBillingDetails } from "#features/billing";
import { m } from "#messages";
import { getLocale } from "#locale";
import type { Route } from "./+types/details";
import { countryOptions } from "./countries.ts";
import { parseDetails } from "./parse-details-form.ts";
import { TaxIdState } from "./tax-id-state.tsx";
import { taxIdTypes } from "./tax-id-types.ts";

export const handle = { crumb: () => m.billing_layout_details() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.billing_layout_details()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [details, billing] = await Promise.all([getBillingDetails(ctx), getBilling(ctx)]);
  return {
    details,
    countries: countryOptions(getLocale()),
    mayChange: billing.mayChange && billing.state !== "not-connected",
    connected: billing.state !== "not-connected",
    saved: new URL(request.url).searchParams.has("saved"),
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  await updateBillingDetails(ctxOf(context), parseDetails(await request.formData()));
  return redirect("/billing/details?saved");
}

/** What stands on invoices. */
export default function Details({ loaderData }: Route.ComponentProps) {
  const navigation = useNavigation();
  const { details, countries, mayChange, connected, saved } = loaderData;
  const { address, taxIds } = details;
  const [taxId] = taxIds;
  return (
    <div className="grid grid-cols-1 gap-6">
      {connected ? null : (
        <Notice title={m.billing_plan_not_connected()}>
          <p className="text-muted">{m.billing_details_not_connected()}</p>
        </Notice>
      )}
      {saved ? (
        <Notice tone="success">
          <p>{m.billing_details_saved()}</p>
        </Notice>
      ) : null}
      <Card title={m.billing_layout_details()} description={m.billing_details_about()}>
        <Form guarded className="max-w-2xl">
          <fieldset disabled={!mayChange} className="grid gap-5">
            <div className="grid items-start gap-5 sm:grid-cols-2">
              <Field name="name" label={m.billing_details_name()}>
                <TextInput
                  dir="auto"
                  maxLength={200}
                  autoComplete="organization"
                  defaultValue={details.name ?? ""}
                />
              </Field>
              <Field
                name="email"
                label={m.billing_details_email()}
                hint={m.billing_details_email_hint()}
              >
                <TextInput
                  type="email"
                  maxLength={254}
                  autoComplete="email"
                  defaultValue={details.email ?? ""}
                />
              </Field>
            </div>
            <Field name="address.line1" label={m.billing_details_line1()}>
              <TextInput
                dir="auto"
                maxLength={200}
                autoComplete="address-line1"
                defaultValue={address?.line1 ?? ""}
              />
            </Field>
            <Field name="address.line2" label={m.billing_details_line2()} optional>
              <TextInput
                dir="auto"
                maxLength={200}
                autoComplete="address-line2"
                defaultValue={address?.line2 ?? ""}
              />
            </Field>
            <div className="grid items-start gap-5 sm:grid-cols-2">
              <Field name="address.postalCode" label={m.billing_details_postal_code()}>
                <TextInput
                  maxLength={200}
                  autoComplete="postal-code"
                  defaultValue={address?.postalCode ?? ""}
                />
              </Field>
              <Field name="address.city" label={m.billing_details_city()}>
                <TextInput
                  dir="auto"
                  maxLength={200}
                  autoComplete="address-level2"
                  defaultValue={address?.city ?? ""}
                />
              </Field>
              <Field name="address.state" label={m.billing_details_state()} optional>
                <TextInput
                  dir="auto"
                  maxLength={200}
                  autoComplete="address-level1"
                  defaultValue={address?.state ?? ""}
                />
              </Field>
              <Field name="address.country" label={m.billing_details_country()}>
                <Select
                  autoComplete="country"
                  defaultValue={address?.country ?? ""}
                  options={[{ value: "", label: m.billing_details_choose() }, ...countries]}
                />
              </Field>
            </div>
            <div className="grid items-start gap-5 sm:grid-cols-2">
              <Field name="taxId.type" label={m.billing_details_tax_type()} optional>
                <Select
                  defaultValue={taxId?.type ?? ""}
                  options={[
                    { value: "", label: m.billing_details_tax_none() },
                    ...taxIdTypes.map(([value, label]) => ({ value, label })),
                  ]}
                />
              </Field>
              <Field
                name="taxId.value"
                label={m.billing_details_tax_value()}
                hint={taxId === undefined ? undefined : <TaxIdState taxId={taxId} />}
                optional
              >
                <TextInput
                  mono
                  maxLength={40}
                  autoComplete="off"
                  defaultValue={taxId?.value ?? ""}
                />
              </Field>
            </div>
          </fieldset>
          {mayChange ? (
            <Button
              type="submit"
              variant="primary"
              pending={navigation.formMethod === "POST"}
              className="justify-self-start"
            >
              {m.shell_save()}
            </Button>
          ) : null}
          {connected && !mayChange ? (
            <p className="text-muted">{m.billing_plan_read_only()}</p>
          ) : null}
        </Form>
      </Card>
    </div>
  );
}
