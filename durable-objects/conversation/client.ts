import type { AccountId, ConversationId } from "#core/ids";
import type { ConversationObject } from "./conversation.ts";

export type * from "./commands.ts";
export type * from "./documents.ts";
export type { RecordedText, TurnRecord } from "./turn-record.ts";
export { documentKeys } from "./document-keys.ts";

/** How many objects share an account's stateless turns; one alone would run them one by one. */
const COMPLETION_SHARDS = 4;

/** The object of one conversation: its messages and its running turn. */
export function conversationOf(
  env: Pick<Env, "CONVERSATION">,
  conversationId: ConversationId,
): DurableObjectStub<ConversationObject> {
  return env.CONVERSATION.getByName(conversationId);
}

/**
 * An object that runs stateless turns of an account. The same client id always comes to the same
 * one, so that a repeated call finds its turn.
 */
export function completionsOf(
  env: Pick<Env, "CONVERSATION">,
  accountId: AccountId,
  clientId: string,
): DurableObjectStub<ConversationObject> {
  let hash = 0;
  for (const char of clientId) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return env.CONVERSATION.getByName(`completions:${accountId}:${hash % COMPLETION_SHARDS}`);
}

/** Every object that may have run stateless turns of an account. */
export function completionObjectsOf(
  env: Pick<Env, "CONVERSATION">,
  accountId: AccountId,
): DurableObjectStub<ConversationObject>[] {
  return Array.from({ length: COMPLETION_SHARDS }, (_, shard) =>
    env.CONVERSATION.getByName(`completions:${accountId}:${shard}`),
  );
}
