import { Form } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { formatDate, formatMoney, formatPt, formatTime } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import { planTitle } from "#app/ui/plan-name.ts";
import type { ChangePreview } from "#features/billing/schema";
import { m } from "#messages";
import type { PlanChoice } from "./load-choices.ts";
import { intervalName, money } from "./words.ts";

interface PreviewCardProps {
  preview: ChangePreview;
  choices: PlanChoice[];
  pending: boolean;
}

function titleOf(preview: ChangePreview, choices: PlanChoice[]): string {
  const name = choices.find(({ plan }) => plan === preview.plan)?.name ?? preview.plan;
  return m.billing_change_to({
    plan: planTitle({ plan: preview.plan, name }),
    interval: intervalName(preview.interval),
    seats: m.billing_plan_seat_count({ count: preview.seats }),
  });
}

function Line({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex items-baseline justify-between gap-6 py-2.5">
      <dt className="min-w-0 text-muted">{label}</dt>
      <dd className="figures whitespace-nowrap">{value}</dd>
    </div>
  );
}

function Total({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex items-baseline justify-between gap-6 py-3 font-semibold">
      <dt>{label}</dt>
      <dd className="figures whitespace-nowrap">{value}</dd>
    </div>
  );
}

function Now({ preview }: { preview: ChangePreview }) {
  const { dueNow, lines, taxMinor, ptAddedMicroPt, next } = preview;
  const { currency } = dueNow;
  return (
    <dl className="divide-y divide-line border-y border-line">
      {lines.map(({ description, amountMinor }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- two lines may read the same; the order stays
        <Line key={at} label={description} value={formatMoney(amountMinor, currency)} />
      ))}
      {taxMinor === 0 ? null : (
        <Line label={m.billing_change_tax()} value={formatMoney(taxMinor, currency)} />
      )}
      <Total label={m.billing_change_due_now()} value={money(dueNow)} />
      {ptAddedMicroPt === 0 ? null : (
        <Line label={m.billing_change_added()} value={formatPt(ptAddedMicroPt)} />
      )}
      {next.money === null ? null : (
        <Line
          label={m.billing_change_next({ date: formatDate(next.atMs) })}
          value={money(next.money)}
        />
      )}
    </dl>
  );
}

function Later({ preview }: { preview: ChangePreview }) {
  const { effectiveAtMs, dueNow, next } = preview;
  return (
    <dl className="divide-y divide-line border-y border-line">
      <Total label={m.billing_change_due_now()} value={money(dueNow)} />
      {next.money === null ? null : (
        <Line
          label={m.billing_change_next({ date: formatDate(effectiveAtMs) })}
          value={money(next.money)}
        />
      )}
    </dl>
  );
}

/** What a change costs and brings, to be agreed to for a quarter of an hour. */
export function PreviewCard({ preview, choices, pending }: PreviewCardProps) {
  const { kind, effectiveAtMs, expiresAtMs, dueNow } = preview;
  if (kind === "none") {
    return (
      <Notice>
        <p>{m.billing_change_none()}</p>
      </Notice>
    );
  }
  const isNow = kind === "upgrade";
  return (
    <Card
      title={titleOf(preview, choices)}
      description={
        isNow ? m.billing_change_now() : m.billing_change_later({ date: formatDate(effectiveAtMs) })
      }
    >
      <div className="grid max-w-2xl gap-5">
        {isNow ? <Now preview={preview} /> : <Later preview={preview} />}
        <Form method="post" className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <input type="hidden" name="form" value="confirm" />
          <input type="hidden" name="plan" value={preview.plan} />
          <input type="hidden" name="interval" value={preview.interval} />
          <input type="hidden" name="seats" value={preview.seats} />
          <input type="hidden" name="expectedAmountMinor" value={dueNow.amountMinor} />
          <input type="hidden" name="prorationAtMs" value={preview.prorationAtMs} />
          <Button type="submit" variant="primary" name="intent" value="confirm" pending={pending}>
            {isNow && dueNow.amountMinor > 0
              ? m.billing_change_confirm_for({ amount: money(dueNow) })
              : m.billing_change_confirm()}
          </Button>
          <span className="text-muted">
            {m.billing_change_valid({ time: formatTime(expiresAtMs) })}
          </span>
        </Form>
      </div>
    </Card>
  );
}
