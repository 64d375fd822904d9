import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Checkbox } from "#app/ui/checkbox.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatPercent } from "#app/ui/format.ts";
import { Pt } from "#app/ui/pt.tsx";
import { Switch } from "#app/ui/switch.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { MICRO_PER_PT } from "#core/money";
import { parseInput } from "#core/parse-input";
import { mayManageBilling } from "#features/billing";
import { getSpendLimits, updateSpendLimits } from "#features/credits";
import { SpendLimits } from "#features/credits/schema";
import { getModelConsent, updateModelConsent } from "#features/models";
import { may } from "#features/workspaces";
import { m } from "#messages";
import { numberField, textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/limits";

export const handle = { crumb: () => m.payments_limits() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.payments_limits()} · ${m.brand_name()}` }];
}

const PERCENTS = [25, 50, 75, 80, 90, 95, 100];

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [limits, allowsCheaperModels] = await Promise.all([
    getSpendLimits(ctx),
    getModelConsent(ctx),
  ]);
  const mayConsent = may(ctx, "models.update");
  return { limits, allowsCheaperModels, mayConsent, manages: mayManageBilling(ctx) };
}

function limitsOf(form: FormData): SpendLimits {
  const amount = (name: string) =>
    textField(form, name) === undefined ? null : numberField(form, name);
  return parseInput(SpendLimits, {
    capPt: amount("capPt"),
    lowPt: amount("lowPt"),
    alertPercents: form.getAll("alertPercents").map(Number),
  });
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  if (form.get("form") === "consent") {
    await updateModelConsent(ctx, { allowsCheaperModels: form.get("allows") !== null });
  } else {
    await updateSpendLimits(ctx, limitsOf(form));
  }
  return redirect("/billing/limits");
}

const wholePt = (micro: number | null) =>
  micro === null ? undefined : Math.round(micro / MICRO_PER_PT);

/** How much may be spent, and when people are told. */
export default function Limits({ loaderData }: Route.ComponentProps) {
  const { limits, allowsCheaperModels, mayConsent, manages } = loaderData;
  return (
    <div className="grid grid-cols-1 gap-6">
      <Card title={m.payments_cap()} description={m.payments_cap_about()}>
        <Form name="limits" guarded>
          <p className="text-muted">
            {m.payments_used_this_period()} <Pt microPt={limits.period.spentMicroPt} />
          </p>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <Field
              name="capPt"
              label={m.payments_cap_field()}
              hint={m.payments_cap_hint()}
              optional
            >
              <TextInput
                mono
                inputMode="numeric"
                disabled={!manages}
                defaultValue={wholePt(limits.capMicroPt)}
              />
            </Field>
            <Field
              name="lowPt"
              label={m.payments_low_field()}
              hint={m.payments_low_hint()}
              optional
            >
              <TextInput
                mono
                inputMode="numeric"
                disabled={!manages}
                defaultValue={wholePt(limits.lowMicroPt)}
              />
            </Field>
          </div>
          <fieldset disabled={!manages}>
            <legend className="mb-1.5 font-medium">{m.payments_alerts()}</legend>
            <p className="mb-2 text-muted">{m.payments_alerts_about()}</p>
            <div className="flex flex-wrap gap-x-5 gap-y-2">
              {PERCENTS.map((percent) => (
                <Checkbox
                  key={percent}
                  name="alertPercents"
                  value={String(percent)}
                  label={formatPercent(percent)}
                  defaultChecked={limits.alertPercents.includes(percent)}
                />
              ))}
            </div>
          </fieldset>
          {manages ? (
            <div>
              <Button type="submit" variant="primary">
                {m.shell_save()}
              </Button>
            </div>
          ) : (
            <p className="text-muted">{m.payments_admins_only()}</p>
          )}
        </Form>
      </Card>
      <Card title={m.payments_consent()} description={m.payments_consent_about()}>
        <Form name="consent">
          <Switch
            name="allows"
            disabled={!mayConsent}
            label={m.payments_consent_switch()}
            defaultChecked={allowsCheaperModels}
          />
          {mayConsent ? (
            <div>
              <Button type="submit">{m.shell_save()}</Button>
            </div>
          ) : null}
        </Form>
      </Card>
    </div>
  );
}
