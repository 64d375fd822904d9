import { sampleData as samples } from "../../../worker/features/mail/sample-data.ts";
import type {
  DisputeAlert,
  DisputeStep,
  PlanChange,
  TemplateData,
  TemplateName,
  TwoFactorChange,
} from "../../../worker/features/mail/schema.ts";
import languages from "../../../project.inlang/settings.json" with { type: "json" };

/** The languages that the product speaks. */
export const mailLocales: readonly string[] = languages.locales;

const planChanges: Record<PlanChange, true> = {
  started: true,
  "trial-started": true,
  "trial-ending": true,
  upgraded: true,
  "downgrade-scheduled": true,
  downgraded: true,
  "cancel-scheduled": true,
  canceled: true,
  resumed: true,
  paused: true,
};

const twoFactorChanges: Record<TwoFactorChange, true> = {
  on: true,
  off: true,
  codes: true,
  "code-used": true,
};

const disputeSteps: Record<DisputeStep, true> = {
  opened: true,
  asked: true,
  answered: true,
  approved: true,
  partly: true,
  denied: true,
  withdrawn: true,
  expired: true,
};

const disputeAlerts: Record<DisputeAlert, true> = {
  new: true,
  overdue: true,
  "second-approval": true,
};

const topupReasons = [
  "card_declined",
  "insufficient_funds",
  "expired_card",
  "incorrect_cvc",
  "authentication_required",
  "turned_off",
  "something_new",
];

const keysOf = <K extends string>(record: Record<K, true>) => Object.keys(record) as K[];

/** What each form of a mail is written from: every mail that can be. */
export function mailVariants<T extends TemplateName>(template: T): TemplateData[T][] {
  const each = <K extends TemplateName, M extends keyof TemplateData[K]>(
    template: K,
    member: M,
    values: TemplateData[K][M][],
  ) =>
    values.map((value): TemplateData[K] =>
      Object.assign({}, samples[template], { [member]: value }),
    );
  const all: { [K in TemplateName]?: TemplateData[K][] } = {
    "plan-changed": each("plan-changed", "change", keysOf(planChanges)),
    "two-factor-changed": each("two-factor-changed", "change", keysOf(twoFactorChanges)),
    digest: each("digest", "period", ["daily", "weekly"]),
    "dispute-update": each("dispute-update", "step", keysOf(disputeSteps)),
    "join-answered": each("join-answered", "answer", ["approved", "declined"]),
    "dispute-alert": each("dispute-alert", "alert", keysOf(disputeAlerts)),
    "payment-failed": each("payment-failed", "step", ["1", "2", "4"]),
    "topup-failed": each("topup-failed", "reason", topupReasons),
    "webhook-disabled": each("webhook-disabled", "reason", ["failing", "gone"]),
    "channel-disabled": each("channel-disabled", "reason", ["failing", "gone"]),
    "margin-alert": [
      samples["margin-alert"],
      { ...samples["margin-alert"], light: "yellow", marginPercent: "60" },
    ],
  };
  return all[template] ?? [samples[template]];
}
