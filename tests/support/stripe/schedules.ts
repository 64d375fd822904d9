import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { usablePrice } from "./change.ts";
import { invalid, missingParameter } from "./failure.ts";
import { withMetadata } from "./fields.ts";
import {
  clearable,
  createdRange,
  flag,
  list,
  metadata,
  oneOf,
  paging,
  shape,
  text,
  whole,
} from "./params.ts";
import { addIntervals } from "./periods.ts";
import { phaseChanges, releaseSchedule } from "./phases.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";
import { updateItems } from "./subscription-update.ts";

const moment = z.union([z.literal("now"), z.string().regex(/^\d+$/).transform(Number)]).optional();

const discountSent = z.strictObject({ coupon: text, discount: text, promotion_code: text });
const proration = oneOf("always_invoice", "create_prorations", "none");

const phaseParams = shape<Stripe.SubscriptionScheduleUpdateParams.Phase>()({
  billing_cycle_anchor: oneOf("automatic", "phase_start"),
  currency: text,
  default_payment_method: text,
  description: clearable(z.string()),
  discounts: list(discountSent),
  duration: z
    .strictObject({ interval: z.enum(["day", "week", "month", "year"]), interval_count: whole })
    .optional(),
  end_date: moment,
  items: z.preprocess(
    (value) => (typeof value === "object" && value !== null ? Object.values(value) : value),
    z.array(
      shape<Stripe.SubscriptionScheduleUpdateParams.Phase.Item>()({
        discounts: list(discountSent),
        metadata,
        price: text,
        quantity: whole,
      }),
    ),
  ),
  metadata,
  proration_behavior: proration,
  start_date: moment,
  trial: flag,
});

type PhaseSent = z.infer<typeof phaseParams>;

const endBehavior = oneOf("cancel", "none", "release", "renew");
const createParams = shape<Stripe.SubscriptionScheduleCreateParams>()({
  customer: text,
  end_behavior: endBehavior,
  from_subscription: text,
  metadata,
  phases: list(phaseParams),
  start_date: moment,
});
const updateParams = shape<Stripe.SubscriptionScheduleUpdateParams>()({
  end_behavior: endBehavior,
  metadata,
  phases: list(phaseParams),
  proration_behavior: proration,
});
const listParams = shape<Stripe.SubscriptionScheduleListParams>()({
  ...paging,
  created: createdRange,
  customer: text,
});

function create(call: Call): Stripe.SubscriptionSchedule {
  const { account } = call;
  const sent = call.read(createParams);
  if (sent.from_subscription === undefined) {
    throw invalid("Only schedules made from a subscription are carried by this stand-in.", {
      param: "from_subscription",
    });
  }
  if (
    sent.phases !== undefined ||
    sent.end_behavior !== undefined ||
    sent.start_date !== undefined
  ) {
    throw invalid(
      "You cannot set `phases`, `start_date` or `end_behavior` if `from_subscription` is set. " +
        "Update the schedule afterwards.",
      { param: "from_subscription" },
    );
  }
  const subscription = account.get("subscription", sent.from_subscription, "from_subscription");
  if (idOf(subscription.schedule) !== null) {
    throw invalid(
      "You cannot migrate a subscription that is already attached to a schedule: " +
        `${idOf(subscription.schedule)}.`,
      { param: "from_subscription" },
    );
  }
  if (subscription.ended_at !== null || subscription.cancel_at_period_end) {
    throw invalid("You cannot migrate a subscription that is canceled or is going to be.", {
      param: "from_subscription",
    });
  }
  const phase = runningPhase(subscription);
  const schedule: Stripe.SubscriptionSchedule = {
    id: account.newId("sub_sched"),
    object: "subscription_schedule",
    application: null,
    billing_mode: subscription.billing_mode,
    canceled_at: null,
    completed_at: null,
    created: account.now(idOf(subscription.customer)),
    current_phase: { start_date: phase.start_date, end_date: phase.end_date },
    customer: idOf(subscription.customer),
    customer_account: null,
    default_settings: defaultSettings,
    end_behavior: "release",
    livemode: false,
    metadata: withMetadata({}, sent.metadata),
    pause_schedules: [],
    phases: [phase],
    released_at: null,
    released_subscription: null,
    status: "active",
    subscription: subscription.id,
    test_clock: idOf(subscription.test_clock),
  };
  account.create(schedule, "subscription_schedule.created");
  account.update<Stripe.Subscription>(
    subscription,
    { schedule: schedule.id },
    "customer.subscription.updated",
  );
  return schedule;
}

const defaultSettings: Stripe.SubscriptionSchedule.DefaultSettings = {
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor: "automatic",
  billing_thresholds: null,
  collection_method: "charge_automatically",
  default_payment_method: null,
  description: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    days_until_due: null,
    description: null,
    footer: null,
    issuer: { type: "self" },
  },
  on_behalf_of: null,
  transfer_data: null,
};

const emptyPhase = {
  add_invoice_items: [],
  application_fee_percent: null,
  billing_cycle_anchor: null,
  billing_thresholds: null,
  collection_method: null,
  default_payment_method: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  invoice_settings: null,
  metadata: {},
  on_behalf_of: null,
  proration_behavior: "create_prorations",
  transfer_data: null,
  trial_end: null,
} satisfies Partial<Stripe.SubscriptionSchedule.Phase>;

/** The subscription as it runs, as a phase until the end of its period. */
function runningPhase(subscription: Stripe.Subscription): Stripe.SubscriptionSchedule.Phase {
  const [first] = subscription.items.data;
  return {
    ...emptyPhase,
    currency: subscription.currency,
    discounts: subscription.discounts.map((discount) => ({
      coupon: null,
      discount: idOf(discount),
      promotion_code: null,
    })),
    end_date: first?.current_period_end ?? 0,
    items: subscription.items.data.map((item) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: item.metadata,
      plan: item.price.id,
      price: item.price.id,
      quantity: item.quantity ?? 1,
      tax_rates: [],
    })),
    metadata: {},
    start_date: first?.current_period_start ?? 0,
    trial_end: subscription.status === "trialing" ? subscription.trial_end : null,
  };
}

function phaseOf(
  account: Account,
  sent: PhaseSent,
  about: { currency: string; start: number; param: string; now: number },
): Stripe.SubscriptionSchedule.Phase {
  const { start, param } = about;
  const items = sent.items.map((item, index) => {
    if (item.price === undefined) throw missingParameter(`${param}[items][${index}][price]`);
    const price = usablePrice(account, item.price, `${param}[items][${index}][price]`);
    return {
      billing_thresholds: null,
      discounts: [],
      metadata: withMetadata({}, item.metadata),
      plan: price.id,
      price: price.id,
      quantity: item.quantity ?? 1,
      tax_rates: [],
    };
  });
  const { duration } = sent;
  const end =
    sent.end_date === "now"
      ? about.now
      : (sent.end_date ??
        addIntervals(
          start,
          {
            interval: duration?.interval ?? "month",
            interval_count: duration?.interval_count ?? 1,
          },
          1,
        ));
  if (end <= start) {
    throw invalid("The phase's end date must be after its start date.", {
      param: `${param}[end_date]`,
    });
  }
  return {
    ...emptyPhase,
    billing_cycle_anchor: sent.billing_cycle_anchor ?? null,
    currency: sent.currency ?? about.currency,
    description: sent.description ?? null,
    discounts: (sent.discounts ?? []).map((discount) => ({
      coupon: discount.coupon ?? null,
      discount: discount.discount ?? null,
      promotion_code: discount.promotion_code ?? null,
    })),
    end_date: end,
    items,
    metadata: withMetadata({}, sent.metadata),
    proration_behavior: sent.proration_behavior ?? "create_prorations",
    start_date: start,
  };
}

function update(call: Call): Stripe.SubscriptionSchedule {
  const { account } = call;
  const schedule = account.get("subscription_schedule", call.id);
  const sent = call.read(updateParams);
  if (schedule.status !== "active" && schedule.status !== "not_started") {
    throw invalid(
      `You cannot update a subscription schedule that is currently in the \`${schedule.status}\` status.`,
    );
  }
  const subscription = account.get("subscription", idOf(schedule.subscription) ?? "");
  const now = account.now(idOf(schedule.customer));
  const phases =
    sent.phases === undefined ? schedule.phases : phasesOf(account, schedule, sent.phases, now);
  const current = phases.find(({ start_date, end_date }) => start_date <= now && now < end_date);
  if (current === undefined) {
    throw invalid("The schedule must keep a phase that is running now.", { param: "phases" });
  }
  const running = phaseChanges(account, subscription, current, now);
  account.update<Stripe.SubscriptionSchedule>(
    schedule,
    {
      phases,
      current_phase: { start_date: current.start_date, end_date: current.end_date },
      end_behavior: sent.end_behavior ?? schedule.end_behavior,
      metadata: withMetadata(schedule.metadata, sent.metadata),
    },
    "subscription_schedule.updated",
  );
  applyToRunning(account, subscription, current, running, now);
  return schedule;
}

/** A change of the phase that is running changes its subscription at once. */
function applyToRunning(
  account: Account,
  subscription: Stripe.Subscription,
  phase: Stripe.SubscriptionSchedule.Phase,
  running: Partial<Stripe.Subscription>,
  now: number,
): void {
  const wanted = running.items?.data ?? [];
  const before = subscription.items.data;
  const isSame =
    wanted.length === before.length &&
    wanted.every((item) =>
      before.some(
        ({ price, quantity }) => price.id === item.price.id && quantity === item.quantity,
      ),
    );
  if (isSame) return;
  const changes = updateItems(account, subscription, {
    items: [
      ...before
        .filter(({ price }) => !wanted.some((item) => item.price.id === price.id))
        .map(({ id }) => ({ id, deleted: true })),
      ...wanted.map((item) => {
        const kept = before.find(({ price }) => price.id === item.price.id);
        return { id: kept?.id, price: item.price.id, quantity: item.quantity };
      }),
    ],
    behavior: behaviorOf(phase.proration_behavior),
    at: now,
    isAnchorReset: false,
    paymentBehavior: "allow_incomplete",
    isOffSession: true,
  });
  account.update<Stripe.Subscription>(subscription, changes, "customer.subscription.updated");
}

function behaviorOf(word: string): "always_invoice" | "create_prorations" | "none" {
  return word === "always_invoice" || word === "none" ? word : "create_prorations";
}

function phasesOf(
  account: Account,
  schedule: Stripe.SubscriptionSchedule,
  sent: readonly PhaseSent[],
  now: number,
): Stripe.SubscriptionSchedule.Phase[] {
  const currency = schedule.phases[0]?.currency ?? "usd";
  const phases: Stripe.SubscriptionSchedule.Phase[] = [];
  for (const [index, one] of sent.entries()) {
    const param = `phases[${index}]`;
    const begun = schedule.phases.find(({ start_date }) => start_date === one.start_date);
    const previous = phases.at(-1);
    if (index === 0 && one.start_date === undefined) {
      throw missingParameter(`${param}[start_date]`);
    }
    if (index === 0 && begun === undefined && one.start_date !== "now") {
      throw invalid("You can not modify the start date of a phase that has begun.", {
        param: `${param}[start_date]`,
      });
    }
    const start = one.start_date === "now" ? now : (one.start_date ?? previous?.end_date ?? now);
    if (previous !== undefined && start !== previous.end_date) {
      throw invalid("Phases must follow each other without a gap.", {
        param: `${param}[start_date]`,
      });
    }
    phases.push(phaseOf(account, one, { currency, start, param, now }));
  }
  return phases;
}

export const scheduleRoutes: Route[] = [
  route("POST", "/v1/subscription_schedules", create),
  route("GET", "/v1/subscription_schedules", (call) => {
    const { created, customer, ...page } = call.read(listParams);
    const found = call.account
      .all("subscription_schedule")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (customer === undefined || idOf(one.customer) === customer),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/subscription_schedules/:id", ({ account, id }) =>
    account.get("subscription_schedule", id),
  ),
  route("POST", "/v1/subscription_schedules/:id", update),
  route("POST", "/v1/subscription_schedules/:id/release", ({ account, id }) => {
    const schedule = account.get("subscription_schedule", id);
    if (schedule.status !== "active" && schedule.status !== "not_started") {
      throw invalid(
        `You cannot release a subscription schedule that is currently in the \`${schedule.status}\` ` +
          "status.",
      );
    }
    const subscription = account.find("subscription", idOf(schedule.subscription) ?? "");
    releaseSchedule(account, schedule, subscription, account.now(idOf(schedule.customer)));
    return schedule;
  }),
];
