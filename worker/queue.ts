import { parkJob } from "#features/operations";
import { createCtx } from "#platform/create-ctx";
import type { Ctx } from "#platform/ctx";
import { type JobHandlers, NotRetryable } from "#platform/jobs";
import { clearOutbox, flushOutbox } from "#platform/outbox";
import { inFlight, type WorkMessage } from "#platform/queue";
import { rootCause } from "#platform/root-cause";

export const TRIES_MAX = 8;
const RETRY_SECONDS_MAX = 3_600;

type Verdict =
  | { kind: "ack" }
  | { kind: "retry"; delaySeconds: number }
  | { kind: "park"; reason: string };

/**
 * What happens to a message whose handler threw: again after 2, 4, 8, … seconds, or set aside after
 * its eighth try. The test bench waits for nothing.
 */
export function decideRetry(cause: unknown, tries: number, bench: boolean): Verdict {
  if (cause instanceof NotRetryable || tries >= TRIES_MAX) {
    return { kind: "park", reason: rootCause(cause) };
  }
  return { kind: "retry", delaySeconds: bench ? 0 : Math.min(2 ** tries, RETRY_SECONDS_MAX) };
}

async function handle(ctx: Ctx, handlers: JobHandlers, message: WorkMessage): Promise<void> {
  const handler = handlers[message.type] as
    | ((ctx: Ctx, payload: unknown, messageId: string) => Promise<void>)
    | undefined;
  if (handler === undefined) throw new NotRetryable(`Nothing handles ${message.type}`);
  await handler(ctx, message.payload, message.id);
}

async function decide(
  ctx: Ctx,
  handlers: JobHandlers,
  { body, attempts }: Message<WorkMessage>,
): Promise<Verdict> {
  try {
    await handle(ctx, handlers, body);
    return { kind: "ack" };
  } catch (cause) {
    ctx.log.error("queue.failed", cause, { type: body.type, messageId: body.id, attempts });
    return decideRetry(cause, attempts, ctx.settings.bench);
  }
}

async function consumeOne(
  env: Env,
  execution: ExecutionContext,
  handlers: JobHandlers,
  message: Message<WorkMessage>,
): Promise<void> {
  const { body, attempts } = message;
  const ctx = createCtx(env, {
    actor: { kind: "job", name: body.type },
    defer: (work) => execution.waitUntil(work),
  });
  const verdict = await decide(ctx, handlers, message);
  await flushOutbox(ctx);
  if (verdict.kind === "retry") return message.retry({ delaySeconds: verdict.delaySeconds });
  try {
    if (verdict.kind === "park") {
      await parkJob(ctx, body, { reason: verdict.reason, tries: attempts });
    }
    await clearOutbox(ctx, [body.id]);
  } catch (cause) {
    ctx.log.error("queue.not-concluded", cause, { messageId: body.id });
    return message.retry({ delaySeconds: ctx.settings.bench ? 0 : RETRY_SECONDS_MAX / 60 });
  }
  inFlight.count = Math.max(0, inFlight.count - 1);
  message.ack();
}

/** Works on a batch of the work queue; each message is acked, retried or parked on its own. */
export async function consume(
  batch: MessageBatch<WorkMessage>,
  env: Env,
  execution: ExecutionContext,
  handlers: JobHandlers,
): Promise<void> {
  await Promise.all(batch.messages.map((message) => consumeOne(env, execution, handlers, message)));
}
