import { restoreClock } from "#features/bench";
import type { WorkMessage } from "#platform/queue";
import { runScheduled } from "./cron.ts";
import { takeMail } from "./email.ts";
import { createApp } from "./http/app.ts";
import { jobHandlers } from "./job-handlers.ts";
import { consumeMailEvents, MAIL_EVENTS_QUEUE } from "./mail-events.ts";
import { consume } from "./queue.ts";

export { AlarmsObject } from "../durable-objects/alarms/alarms.ts";
export { ConversationObject } from "../durable-objects/conversation/conversation.ts";
export { InboxObject } from "../durable-objects/inbox/inbox.ts";
export { LedgerObject } from "../durable-objects/ledger/ledger.ts";
export { LimiterObject } from "../durable-objects/limiter/limiter.ts";

const app = createApp();

export default {
  async fetch(request, env, execution) {
    if (env.SELVEDGE_BENCH === "1") await restoreClock(env);
    return await app.fetch(request, env, execution);
  },
  async queue(batch, env, execution) {
    if (batch.queue === MAIL_EVENTS_QUEUE) return await consumeMailEvents(batch, env, execution);
    await consume(batch, env, execution, jobHandlers);
  },
  async email(message, env, execution) {
    await takeMail(message, env, execution);
  },
  async scheduled(controller, env, execution) {
    if (env.SELVEDGE_BENCH === "1") await restoreClock(env);
    await runScheduled(controller.cron, env, execution);
  },
} satisfies ExportedHandler<Env, WorkMessage>;
