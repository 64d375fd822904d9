import { runScheduled } from "../../worker/cron.ts";
import { createApi } from "../../worker/http/api.ts";
import { jobHandlers } from "../../worker/job-handlers.ts";
import type { WorkMessage } from "../../worker/platform/queue.ts";
import { consume } from "../../worker/queue.ts";

export { AlarmsObject } from "../../durable-objects/alarms/alarms.ts";
export { ConversationObject } from "../../durable-objects/conversation/conversation.ts";
export { InboxObject } from "../../durable-objects/inbox/inbox.ts";
export { LedgerObject } from "../../durable-objects/ledger/ledger.ts";
export { LimiterObject } from "../../durable-objects/limiter/limiter.ts";

/** The Worker under test: the product without its pages, which need the built bundle. */
const api = createApi();

export default {
  fetch: (request, env, execution) => api.fetch(request, env, execution),
  queue: (batch, env, execution) => consume(batch, env, execution, jobHandlers),
  scheduled: (controller, env, execution) => runScheduled(controller.cron, env, execution),
} satisfies ExportedHandler<Env, WorkMessage>;
