export { AlarmsObject } from "../../durable-objects/alarms/alarms.ts";
export { ConversationObject } from "../../durable-objects/conversation/conversation.ts";
export { LedgerObject } from "../../durable-objects/ledger/ledger.ts";
export { LimiterObject } from "../../durable-objects/limiter/limiter.ts";
import { createApi } from "../../worker/http/api.ts";

/** The Worker under test: the product without its pages, which need the built bundle. */
const api = createApi();

export default {
  fetch: (request, env, execution) => api.fetch(request, env, execution),
} satisfies ExportedHandler<Env>;
