import { runScheduled } from "./cron.ts";
import { createApp } from "./http/app.ts";
import { jobHandlers } from "./job-handlers.ts";
import { consume } from "./queue.ts";
import type { WorkMessage } from "#platform/queue";

export { AlarmsObject } from "../durable-objects/alarms/alarms.ts";
export { ConversationObject } from "../durable-objects/conversation/conversation.ts";
export { LedgerObject } from "../durable-objects/ledger/ledger.ts";
export { LimiterObject } from "../durable-objects/limiter/limiter.ts";

const app = createApp();

export default {
  fetch: (request, env, execution) => app.fetch(request, env, execution),
  queue: (batch, env, execution) => consume(batch, env, execution, jobHandlers),
  scheduled: (controller, env, execution) => runScheduled(controller.cron, env, execution),
} satisfies ExportedHandler<Env, WorkMessage>;
