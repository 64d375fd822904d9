import { redirect, useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { getInvoiceBranding, updateInvoiceBranding } from "#features/billing";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/branding";

export const handle = { crumb: () => m.billing_details_branding() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.billing_details_branding()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const branding = await getInvoiceBranding(ctxOf(context));
  return { branding, saved: new URL(request.url).searchParams.has("saved") };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  await updateInvoiceBranding(ctxOf(context), {
    sellerName: textField(form, "sellerName") ?? "",
    footer: textField(form, "footer") ?? "",
  });
  return redirect("/operations/invoices?saved");
}

/** Who invoices are from. For the operator. */
export default function Branding({ loaderData }: Route.ComponentProps) {
  const navigation = useNavigation();
  const { branding, saved } = loaderData;
  return (
    <Page>
      <div className="grid grid-cols-1 gap-6">
        {saved ? (
          <Notice tone="success">
            <p>{m.billing_details_branding_saved()}</p>
          </Notice>
        ) : null}
        <Card title={m.billing_details_branding()} description={m.billing_details_branding_about()}>
          <Form guarded className="max-w-xl">
            <Field
              name="sellerName"
              label={m.billing_details_branding_seller()}
              hint={m.billing_details_branding_seller_hint()}
            >
              <TextInput dir="auto" maxLength={100} defaultValue={branding.sellerName} />
            </Field>
            <Field
              name="footer"
              label={m.billing_details_branding_footer()}
              hint={m.billing_details_branding_footer_hint()}
            >
              <Textarea dir="auto" rows={4} maxLength={2_000} defaultValue={branding.footer} />
            </Field>
            <Button
              type="submit"
              variant="primary"
              pending={navigation.formMethod === "POST"}
              className="justify-self-start"
            >
              {m.shell_save()}
            </Button>
          </Form>
        </Card>
      </div>
    </Page>
  );
}
