import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf } from "./account.ts";
import { advanceTestClock } from "./advance.ts";
import { deleteCustomer } from "./customers.ts";
import { invalid } from "./failure.ts";
import { paging, shape, text } from "./params.ts";
import { pageOf, route, type Call, type Route } from "./route.ts";

const DAY_S = 86_400;
const moment = z
  .string()
  .refine((value) => /^\d+$/.test(value), { error: "parameter_invalid_integer" })
  .transform(Number);

const createParams = shape<Stripe.TestHelpers.TestClockCreateParams>()({
  frozen_time: moment,
  name: text,
});
const advanceParams = shape<Stripe.TestHelpers.TestClockAdvanceParams>()({ frozen_time: moment });

function create(call: Call): Stripe.TestHelpers.TestClock {
  const { account } = call;
  const { frozen_time: frozen, name } = call.read(createParams);
  return account.create<Stripe.TestHelpers.TestClock>(
    {
      id: account.newId("clock"),
      object: "test_helpers.test_clock",
      created: account.now(),
      deletes_after: account.now() + 30 * DAY_S,
      frozen_time: frozen,
      livemode: false,
      name: name ?? null,
      status: "ready",
      status_details: {},
    },
    "test_helpers.test_clock.created",
  );
}

function advance(call: Call): Stripe.TestHelpers.TestClock {
  const { account } = call;
  const clock = account.get("test_helpers.test_clock", call.id);
  const { frozen_time: until } = call.read(advanceParams);
  if (until <= clock.frozen_time) {
    throw invalid("The clock can only be moved forward in time.", { param: "frozen_time" });
  }
  account.emit("test_helpers.test_clock.advancing", clock);
  advanceTestClock(account, clock, until);
  account.emit("test_helpers.test_clock.ready", clock);
  return clock;
}

export const testClockRoutes: Route[] = [
  route("POST", "/v1/test_helpers/test_clocks", create),
  route("GET", "/v1/test_helpers/test_clocks", (call) => {
    const page = call.read(shape<Stripe.TestHelpers.TestClockListParams>()(paging));
    return pageOf(call, call.account.all("test_helpers.test_clock"), page);
  }),
  route("GET", "/v1/test_helpers/test_clocks/:id", ({ account, id }) =>
    account.get("test_helpers.test_clock", id),
  ),
  route("POST", "/v1/test_helpers/test_clocks/:id/advance", advance),
  route("DELETE", "/v1/test_helpers/test_clocks/:id", ({ account, id }) => {
    const clock = account.get("test_helpers.test_clock", id);
    for (const customer of account.all("customer")) {
      if (idOf(customer.test_clock) === id) deleteCustomer(account, customer.id);
    }
    return account.remove(clock, "test_helpers.test_clock.deleted");
  }),
];
