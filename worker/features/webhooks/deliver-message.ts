import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { type Id, newId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { claimOf, isClaimed, isFailingTooLong, whileClaimed } from "#platform/deliveries";
import { announceRetry } from "./announce-deliveries.ts";
import { disableEndpoint } from "./disable-endpoint.ts";
import { type AttemptOutcome, requestEndpoint } from "./request-endpoint.ts";
import { decideDelayMs } from "./retry-schedule.ts";
import { TEST_TYPE } from "./schema.ts";
import { signingSecrets } from "./secret.ts";
import { signMessage } from "./sign-message.ts";
import { webhookAttempts, webhookDeliveries, webhookEndpoints, webhookMessages } from "./tables.ts";

const GONE = 410;

type Delivery = typeof webhookDeliveries.$inferSelect;
type Endpoint = typeof webhookEndpoints.$inferSelect;

/** Takes a delivery whose turn has come; undefined when another was faster or it is not its turn. */
async function claim(ctx: Ctx, id: Id<"whd">): Promise<Delivery | undefined> {
  const { set, where } = claimOf(webhookDeliveries, id, ctx.clock.now());
  const [row] = await ctx.db.update(webhookDeliveries).set(set).where(where).returning();
  return row;
}

/** The row of how a claimed delivery goes on, which does nothing when its claim was lost meanwhile. */
function conclusion(ctx: Ctx, delivery: Delivery, outcome: Partial<Delivery>): Statement {
  return ctx.db
    .update(webhookDeliveries)
    .set(outcome)
    .where(isClaimed(webhookDeliveries, delivery));
}

async function findParts(ctx: Ctx, delivery: Delivery) {
  return await ctx.db
    .select({ endpoint: webhookEndpoints, body: webhookMessages.body })
    .from(webhookEndpoints)
    .innerJoin(webhookMessages, eq(webhookMessages.id, delivery.messageId))
    .where(and(eq(webhookEndpoints.id, delivery.endpointId), isNull(webhookEndpoints.deletedAtMs)))
    .get();
}

function attemptRow(ctx: Ctx, delivery: Delivery, outcome: AttemptOutcome, atMs: number) {
  const id = newId("wha", atMs);
  return ctx.db.insert(webhookAttempts).values({ id, deliveryId: delivery.id, atMs, ...outcome });
}

function succeed(ctx: Ctx, delivery: Delivery, endpoint: Endpoint, status: number | null) {
  const endedAtMs = ctx.clock.now();
  const isHealthy = endpoint.failingSinceAtMs === null;
  return [
    ...(isHealthy ? [] : [failingRow(ctx, delivery, sql`NULL`)]),
    conclusion(ctx, delivery, {
      state: "succeeded",
      nextTryAtMs: null,
      lastStatus: status,
      lastFailure: null,
      endedAtMs,
    }),
  ];
}

function failingRow(ctx: Ctx, delivery: Delivery, since: SQL): Statement {
  const isIts = eq(webhookEndpoints.id, delivery.endpointId);
  return ctx.db
    .update(webhookEndpoints)
    .set({ failingSinceAtMs: since })
    .where(and(isIts, whileClaimed(webhookDeliveries, delivery)));
}

/** The rows of a failed attempt, and the wait until the next one when there is one. */
function fail(
  ctx: Ctx,
  delivery: Delivery,
  { status, failure }: AttemptOutcome,
): { rows: Statement[]; delayMs: number | undefined } {
  const now = ctx.clock.now();
  const isTest = delivery.type === TEST_TYPE;
  const delayMs = status === GONE ? undefined : decideDelayMs(delivery.tries, isTest);
  const last = { lastStatus: status, lastFailure: failure };
  const outcome: Partial<Delivery> =
    delayMs === undefined
      ? { state: "failed", nextTryAtMs: null, endedAtMs: now, ...last }
      : { nextTryAtMs: now + delayMs, ...last };
  const since = sql`COALESCE(${webhookEndpoints.failingSinceAtMs}, ${now})`;
  const failing = isTest ? [] : [failingRow(ctx, delivery, since)];
  return { rows: [...failing, conclusion(ctx, delivery, outcome)], delayMs };
}

async function attempt(ctx: Ctx, delivery: Delivery, endpoint: Endpoint, body: string) {
  const atMs = ctx.clock.now();
  const secrets = await signingSecrets(ctx, endpoint);
  const outcome = await requestEndpoint(ctx, endpoint.url, {
    headers: {
      "content-type": "application/json",
      "user-agent": "Selvedge-Webhooks/1",
      ...signMessage(secrets, { id: delivery.messageId, atMs, body }),
    },
    body,
  });
  const row = attemptRow(ctx, delivery, outcome, atMs);
  if (outcome.failure === null) {
    await runBatch(ctx.db, [row, ...succeed(ctx, delivery, endpoint, outcome.status)]);
    return;
  }
  const { rows, delayMs } = fail(ctx, delivery, outcome);
  await runBatch(ctx.db, [row, ...rows]);
  if (outcome.status === GONE) await disableEndpoint(ctx, endpoint, "gone");
  else if (isFailingTooLong(endpoint.failingSinceAtMs, ctx.clock.now())) {
    await disableEndpoint(ctx, endpoint, "failing");
  }
  if (delayMs !== undefined) await announceRetry(ctx, delivery.id, delayMs);
}

/**
 * Makes the attempt that is due of a delivery and writes down what came of it. A delivery is never
 * attempted twice at the same time; after a crash in the middle it is attempted again. An endpoint
 * that answers 410, or that has failed for five days, is switched off. Does nothing for a delivery
 * that has ended, waits, or is another's at the moment.
 */
export async function deliverMessage(ctx: Ctx, id: Id<"whd">): Promise<void> {
  const delivery = await claim(ctx, id);
  if (delivery === undefined) return;
  const parts = await findParts(ctx, delivery);
  const isReady = parts?.endpoint.state === "active" || delivery.type === TEST_TYPE;
  if (parts === undefined || !isReady) {
    const endedAtMs = ctx.clock.now();
    const lastFailure = "inactive" as const;
    const missed = { state: "failed" as const, nextTryAtMs: null, lastFailure, endedAtMs };
    return await runBatch(ctx.db, [conclusion(ctx, delivery, missed)]);
  }
  await attempt(ctx, delivery, parts.endpoint, parts.body);
}
