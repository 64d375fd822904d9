import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { invalid } from "./failure.ts";
import { withMetadata } from "./fields.ts";
import { createdRange, list, oneOf, metadata, paging, shape, text } from "./params.ts";
import { phaseChanges, releaseSchedule } from "./phases.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";
import {
  defaultSettings,
  moment,
  phaseParams,
  phasesOf,
  proration,
  runningPhase,
} from "./schedule-phases.ts";
import { updateItems } from "./subscription-update.ts";

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
