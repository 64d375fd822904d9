import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatDate, formatMoney } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pt } from "#app/ui/pt.tsx";
import { Stat, Stats } from "#app/ui/stat.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import { buildEvidence, getChargeback, submitEvidence } from "#features/payments";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/chargeback";
import { ChargebackStatus } from "./chargeback-status.tsx";

export const handle = { crumb: () => m.payments_chargeback() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.payments_chargeback()} · ${m.brand_name()}` }];
}

export async function loader({ params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const chargeback = await getChargeback(ctx, params.id);
  return { chargeback, evidence: await buildEvidence(ctx, params.id) };
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const form = await request.formData();
  await submitEvidence(ctxOf(context), params.id, {
    comment: textField(form, "comment"),
    submit: form.get("intent") === "submit",
  });
  return redirect(`/operations/chargebacks/${params.id}`);
}

const OPEN = new Set(["needs_response", "warning_needs_response"]);

/** One chargeback: how it stands, what it did to PT, and the evidence pack for the bank. */
export default function Chargeback({ loaderData }: Route.ComponentProps) {
  const { chargeback, evidence } = loaderData;
  const { status, amountMinor, currency, dueAtMs, withdrawn, reinstated } = chargeback;
  const isOpen = OPEN.has(status) && chargeback.evidenceSubmittedAtMs === null;
  return (
    <Page>
      <PageHeader
        title={
          <span className="inline-flex flex-wrap items-center gap-2">
            {formatMoney(amountMinor, currency)}
            <ChargebackStatus status={status} />
          </span>
        }
        description={
          <code dir="ltr" className="font-mono text-xs">
            {chargeback.id}
          </code>
        }
      />
      <div className="grid grid-cols-1 gap-6">
        <Stats>
          <Stat
            label={m.payments_due()}
            value={dueAtMs === null ? "–" : formatDate(dueAtMs)}
            note={<bdi lang="en">{chargeback.reason.replaceAll("_", " ")}</bdi>}
          />
          <Stat
            label={m.payments_funds()}
            value={
              withdrawn
                ? reinstated
                  ? m.payments_funds_back()
                  : m.payments_funds_withdrawn()
                : m.payments_funds_here()
            }
          />
          <Stat
            label={m.payments_pt_taken_back()}
            value={<Pt microPt={chargeback.takenMicroPt} />}
          />
        </Stats>
        {chargeback.evidenceSubmittedAtMs === null ? null : (
          <Notice
            tone="success"
            title={m.payments_evidence_sent_on({
              date: formatDate(chargeback.evidenceSubmittedAtMs),
            })}
          />
        )}
        {isOpen ? (
          <Card title={m.payments_evidence_send()} description={m.payments_evidence_send_about()}>
            <Form name="evidence">
              <Field name="comment" label={m.payments_evidence_comment()} optional>
                <Textarea rows={4} maxLength={5_000} dir="auto" />
              </Field>
              <div className="flex flex-wrap gap-2">
                <Button type="submit" name="intent" value="submit" variant="primary">
                  {m.payments_evidence_submit()}
                </Button>
                <Button type="submit" name="intent" value="keep">
                  {m.payments_evidence_keep()}
                </Button>
              </div>
            </Form>
          </Card>
        ) : null}
        <Card title={m.payments_evidence()} description={m.payments_evidence_about()}>
          <pre
            dir="ltr"
            lang="en"
            className="overflow-hidden wrap-anywhere rounded-md border border-line bg-paper p-4 font-mono text-xs whitespace-pre-wrap"
          >
            {evidence.text}
          </pre>
        </Card>
      </div>
    </Page>
  );
}
