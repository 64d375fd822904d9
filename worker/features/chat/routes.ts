import type { Api } from "#platform/api";
import { registerConversationRoutes } from "./conversation-routes.ts";
import { registerLibraryRoutes } from "./library-routes.ts";
import { registerMessageRoutes } from "./message-routes.ts";

/** Conversations, their messages, and what they rest on. */
export function registerChatRoutes(api: Api): void {
  registerConversationRoutes(api);
  registerMessageRoutes(api);
  registerLibraryRoutes(api);
}
