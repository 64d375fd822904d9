import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Checkbox } from "#app/ui/checkbox.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { getPackList, publishPacks } from "#features/plans";
import type { Pack } from "#features/plans/schema";
import { requireOperator } from "#features/workspaces";
import { m } from "#messages";
import type { Route } from "./+types/packs";
import { packCurrencies, parsePackForm } from "./pack-form.ts";
import { amountText } from "./plan-form.ts";

export const handle = { crumb: () => m.plans_packs() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.plans_packs()} · ${m.brand_name()}` }];
}

const BLANK_ROWS = 2;

function rowOf(pack: Pack | undefined) {
  const amount = (currency: string) => {
    const price = pack?.prices.find((one) => one.currency === currency);
    return price === undefined ? "" : amountText(price.amountMinor);
  };
  return {
    id: pack?.id ?? "",
    pt: pack === undefined ? "" : String(pack.pt),
    amounts: packCurrencies.map((currency) => ({ currency, amount: amount(currency) })),
  };
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  requireOperator(ctx);
  const { version, packs } = await getPackList(ctx);
  const blanks = Array.from({ length: BLANK_ROWS }, () => rowOf(undefined));
  return { version, rows: [...packs.map(rowOf), ...blanks] };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  requireOperator(ctx);
  const form = await request.formData();
  const packs = parsePackForm(form);
  await publishPacks(ctx, { packs, basedOnVersion: Number(form.get("basedOnVersion")) });
  throw redirect("/operations/plans");
}

type Row = Route.ComponentProps["loaderData"]["rows"][number];

function PackFields({ row, at }: { row: Row; at: number }) {
  const isNew = row.id === "";
  const name = (member: string) => `packs.${at}.${member}`;
  return (
    <fieldset className="grid grid-cols-2 items-start gap-4 py-4 sm:grid-cols-[2fr_1fr_1fr_1fr_auto]">
      <legend className="sr-only">{isNew ? m.plans_new_pack() : row.pt}</legend>
      <input type="hidden" name={name("id")} value={row.id} />
      <Field name={name("pt")} label={isNew ? m.plans_new_pack() : "PT"}>
        <TextInput mono inputMode="numeric" defaultValue={row.pt} />
      </Field>
      {row.amounts.map(({ currency, amount }) => (
        <Field key={currency} name={name(currency)} label={currency.toUpperCase()}>
          <TextInput mono inputMode="decimal" defaultValue={amount} />
        </Field>
      ))}
      <div className="sm:min-w-28 sm:pt-7">
        {isNew ? null : <Checkbox name={name("remove")} label={m.plans_remove_pack()} />}
      </div>
    </fieldset>
  );
}

/** The packs on offer, as one form. */
export default function Packs({ loaderData: { version, rows } }: Route.ComponentProps) {
  return (
    <Page width="list">
      <PageHeader title={m.plans_packs()} description={m.plans_packs_edit_text()} />
      <Form guarded>
        <input type="hidden" name="basedOnVersion" value={version} />
        <Card
          footer={
            <>
              <LinkButton to="/operations/plans" variant="quiet">
                {m.shell_cancel()}
              </LinkButton>
              <Button type="submit" variant="primary">
                {m.plans_publish_packs()}
              </Button>
            </>
          }
        >
          <div className="-my-4 divide-y divide-line">
            {rows.map((row, at) => (
              <PackFields key={row.id === "" ? `new-${at}` : row.id} row={row} at={at} />
            ))}
          </div>
        </Card>
      </Form>
    </Page>
  );
}
