import { inject } from "vitest";
import { createEndpoint } from "#features/webhooks";
import type { NewEndpoint } from "#features/webhooks/schema";
import type { Ctx } from "#platform/ctx";
import { jobCtx } from "./people.ts";
import { receiverOf } from "./webhook-receiver.ts";

/** So late that no consumer of the runtime stirs: the tests work on every delivery themselves. */
export const LATE_MS = 2_100_000_000_000;

/** The ctx at that time, with endpoints on this machine let through unless told otherwise. */
export function lateCtx(ctx: Ctx, { atMs = LATE_MS, privateHosts = true } = {}): Ctx {
  const dnsOverHttpsUrl = `${inject("webhookReceiverUrl")}/dns-query`;
  return {
    ...ctx,
    clock: { now: () => atMs },
    settings: { ...ctx.settings, webhookPrivateHosts: privateHosts, dnsOverHttpsUrl },
  };
}

export const lateJobCtx = (atMs = LATE_MS): Ctx => lateCtx(jobCtx(), { atMs });

let made = 0;

/** An endpoint of the person's workspace at a receiver of its own. */
export async function makeEndpoint(ctx: Ctx, input: Partial<NewEndpoint> = {}) {
  made += 1;
  const receiver = receiverOf(
    inject("webhookReceiverUrl"),
    `endpoint-${made}-${crypto.randomUUID()}`,
  );
  const created = await createEndpoint(lateCtx(ctx), { url: receiver.url, ...input });
  return { receiver, ...created };
}
