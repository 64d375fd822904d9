import { createApp } from "./http/app.ts";

export { AlarmsObject } from "../durable-objects/alarms/alarms.ts";
export { ConversationObject } from "../durable-objects/conversation/conversation.ts";
export { LedgerObject } from "../durable-objects/ledger/ledger.ts";
export { LimiterObject } from "../durable-objects/limiter/limiter.ts";

const app = createApp();

export default {
  fetch: (request, env, execution) => app.fetch(request, env, execution),
} satisfies ExportedHandler<Env>;
