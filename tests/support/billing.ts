import { env } from "cloudflare:workers";
import { concludeCheckout, startCheckout } from "#features/billing";
import type { StartCheckout } from "#features/billing/schema";
import { billingJobs } from "#features/billing/jobs";
import type { Ctx, Plan } from "#platform/ctx";
import { stripeOf } from "#platform/stripe";
import { fakeControl, stripeSettings } from "./stripe/bench.ts";
import { makePerson } from "./people.ts";

/** When the stories of billing begin: a first of a month, so that periods are easy to tell. */
export const BILLING_STARTS_MS = Date.UTC(2027, 0, 1, 12);

type CheckoutPayment = Parameters<ReturnType<typeof fakeControl>["payCheckout"]>[1];

let worlds = 0;

/**
 * A workspace with a Stripe account of its own, in which time stands still until it is moved. The
 * person is its owner; `as` makes the ctx of a member with another role.
 */
export async function openBillingWorld(name = "world") {
  worlds += 1;
  const settings = stripeSettings(`${name}${worlds}${crypto.randomUUID().slice(0, 8)}`);
  const control = fakeControl(settings.secretKey);
  const person = await makePerson();
  const time = { nowMs: BILLING_STARTS_MS };
  await control.setClock(time.nowMs);
  const base = person.ctx;
  const ctx: Ctx = {
    ...base,
    settings: { ...base.settings, stripe: settings },
    clock: { now: () => time.nowMs },
  };
  const job: Ctx = { ...ctx, actor: { kind: "job", name: "test" } };
  const stripe = await stripeOf(ctx);
  return {
    ...person,
    ctx,
    job,
    control,
    stripe,
    time,
    as: (role: "member" | "admin" | "owner"): Ctx => ({
      ...ctx,
      workspace: { ...person.workspace, role },
    }),
    /** Both clocks go on, and Stripe does what falls due. */
    advance: async (ms: number) => {
      time.nowMs += ms;
      await control.setClock(time.nowMs);
    },
    /** Buys a plan through its hosted page and comes back. */
    buy: async (input: StartCheckout, payment: CheckoutPayment = {}) => {
      const { url } = await startCheckout(ctx, input);
      const sessionId = await sessionOf(url);
      await control.payCheckout(sessionId, payment);
      return await concludeCheckout(ctx, sessionId);
    },
    planInForce: async () => await planOf(person.workspace.id),
  };
}

export type BillingWorld = Awaited<ReturnType<typeof openBillingWorld>>;

async function sessionOf(url: string): Promise<string> {
  const id = /cs_[A-Za-z0-9_]+/.exec(url)?.[0];
  if (id === undefined) throw new Error(`No session in ${url}`);
  return id;
}

export async function planOf(workspaceId: string): Promise<Plan> {
  const row = await env.DB.prepare("SELECT plan FROM workspaces WHERE id = ?")
    .bind(workspaceId)
    .first<{ plan: Plan }>();
  if (row === null) throw new Error("no workspace");
  return row.plan;
}

/** What those of several requests were refused with that were refused. */
export function refusalsOf(results: PromiseSettledResult<unknown>[]): string[] {
  return results.flatMap((result) =>
    result.status === "rejected" ? [(result.reason as { slug: string }).slug] : [],
  );
}

/** The id of what Stripe names or spells out. */
export function idOf(one: string | { id: string } | null | undefined): string {
  if (one === null || one === undefined) throw new Error("Stripe names nothing here");
  return typeof one === "string" ? one : one.id;
}

/** Rows of a table, for asserting what was written and how often. */
export async function rowsOf<T>(query: string, ...values: unknown[]): Promise<T[]> {
  const { results } = await env.DB.prepare(query)
    .bind(...values)
    .all<T>();
  return results;
}

/** Does what the outbox holds for billing, as its queue consumer would. */
export async function workOff(job: Ctx): Promise<void> {
  const rows = await rowsOf<{ id: string; type: keyof typeof billingJobs; payload: string }>(
    "SELECT id, type, payload FROM outbox WHERE type LIKE 'billing.%'",
  );
  for (const { id, type, payload } of rows) {
    const handler = billingJobs[type] as
      | ((ctx: Ctx, payload: unknown, id: string) => Promise<void>)
      | undefined;
    await handler?.(job, JSON.parse(payload), id);
  }
}
