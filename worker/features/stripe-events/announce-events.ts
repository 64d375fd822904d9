import { newId } from "#core/ids";
import { SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { sendWork, sendWorkLater, type WorkMessage } from "#platform/queue";

const GATHER_MS = 20;
/** So many in `GATHER_MS` are a flood: 250 a second in one isolate. */
const FLOOD_EVENTS = 5;
/** A flood is over when fewer than 100 a second came for so long. */
const EBB_MS = 250;
const EBB_EVENTS = 25;
const GATHERED_MS_MAX = 20 * SECOND_MS;
/** Longer waits are the five-minutely sweep's. */
const QUEUED_DELAY_MS_MAX = 300 * SECOND_MS;

let waiting: string[] = [];

/** So many are worked on together; those about one object are one look at it. */
const TOGETHER_MAX = 20;

function messageOf(eventIds: string[], atMs: number): WorkMessage {
  return { id: newId("obx", atMs), type: "stripe-events.received", payload: { eventIds } };
}

/**
 * Says that rows are due. What cannot be said is not lost: the sweep finds the rows, which are their
 * own outbox.
 */
export async function announceEvents(ctx: Ctx, eventIds: string[]): Promise<void> {
  const messages: WorkMessage[] = [];
  for (let from = 0; from < eventIds.length; from += TOGETHER_MAX) {
    messages.push(messageOf(eventIds.slice(from, from + TOGETHER_MAX), ctx.clock.now()));
  }
  try {
    await sendWork(ctx.queue, messages);
  } catch (cause) {
    ctx.log.error("stripe-events.not-announced", cause, { events: eventIds.length });
  }
}

/** The request that gathers, as long as it is alive; a later one takes over from one that is gone. */
let gathering: { untilMs: number } | undefined;

async function arrivedWithin(periodMs: number): Promise<number> {
  const before = waiting.length;
  await new Promise((resolve) => setTimeout(resolve, periodMs));
  return waiting.length - before;
}

/**
 * Announces an event a moment later, together with those that arrive meanwhile: many webhooks make
 * few calls to the queue. A flood is taken in first: while it lasts, for 20 s at the most, nothing is
 * announced, so that work on events does not slow down the answers to Stripe.
 */
export async function announceSoon(ctx: Ctx, eventId: string): Promise<void> {
  waiting.push(eventId);
  if (gathering !== undefined && performance.now() < gathering.untilMs) return;
  const mine = { untilMs: performance.now() + GATHERED_MS_MAX };
  gathering = mine;
  let isFlood = (await arrivedWithin(GATHER_MS)) >= FLOOD_EVENTS;
  while (isFlood && performance.now() < mine.untilMs) {
    isFlood = (await arrivedWithin(EBB_MS)) >= EBB_EVENTS;
  }
  if (gathering === mine) gathering = undefined;
  const eventIds = waiting;
  waiting = [];
  if (eventIds.length > 0) await announceEvents(ctx, eventIds);
}

/** Announces a row for its next try, when that is near enough. */
export async function announceRetry(ctx: Ctx, eventId: string, delayMs: number): Promise<void> {
  if (delayMs > QUEUED_DELAY_MS_MAX) return;
  const message = messageOf([eventId], ctx.clock.now());
  try {
    await sendWorkLater(ctx.queue, message, Math.ceil(delayMs / SECOND_MS));
  } catch (cause) {
    ctx.log.error("stripe-events.not-announced", cause, { eventId });
  }
}
