import type { AccountId, ConversationId, DocumentId } from "#core/ids";
import type { Ledger } from "#objects/ledger";
import type { Provider, ProviderId } from "#platform/ai/provider";
import type { SearchIndex } from "#platform/ai/builtin/search-index";
import type { Log } from "#platform/log";
import type { WorkMessage } from "#platform/queue";
import type { LiveDocument } from "./documents.ts";
import type { Storage } from "./sql.ts";

/** What the rules of a conversation need of the world; the object wires it, tests replace it. */
export interface Host {
  /** Null for an object of stateless turns, which keeps no messages. */
  readonly conversationId: ConversationId | null;
  readonly storage: Storage;
  readonly log: Log;
  now(): number;
  ledger(accountId: AccountId): Pick<Ledger, "apply">;
  provider(id: ProviderId): Provider | undefined;
  /** The stored search indexes of documents; one that cannot be read any more is left out. */
  loadIndexes(documentIds: readonly DocumentId[]): Promise<SearchIndex[]>;
  sendWork(messages: WorkMessage[]): Promise<void>;
  /** To everyone who has the conversation open. */
  publish(event: LiveDocument): void;
  /** Runs `work` after `delayMs` unless the result is called before. */
  later(delayMs: number, work: () => void): () => void;
  /** Work that must not be cut off because no request is open. */
  keepAlive(work: Promise<unknown>): void;
  /** Makes sure that the object is woken at some time soon, also after a crash. */
  guard(): void;
}
