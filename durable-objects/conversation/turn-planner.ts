import { newId } from "#core/ids";
import { ok, refuse, type Result } from "#core/result";
import type { ProviderMessage } from "#platform/ai/provider";
import type { StartRefusal, TurnAsk, TurnBasis } from "./commands.ts";
import type { ConversationBook } from "./conversation-book.ts";
import type { AttachmentRef } from "./documents.ts";
import type { Host } from "./host.ts";
import { pickPassages } from "./knowledge.ts";
import type { MessageNode } from "./message-store.ts";
import { planTurn, type PlannedTurn } from "./plan-turn.ts";
import type { TurnPlan } from "./turn.ts";

/** Where a turn's messages go in the tree. */
export type Place = Pick<TurnPlan, "question" | "answer">;

/** Turns what was asked for into a place in the tree and a request to the provider. Writes nothing. */
export class TurnPlanner {
  readonly #host: Host;
  readonly #book: ConversationBook;

  constructor(host: Host, book: ConversationBook) {
    this.#host = host;
    this.#book = book;
  }

  place(ask: TurnAsk): Result<Place, Extract<StartRefusal, { reason: "unknown-message" }>> {
    const nowMs = this.#host.now();
    if (ask.type === "stateless") return ok({ question: null, answer: null });
    const answerId = newId("msg", nowMs);
    if (ask.type === "send") {
      const parentId = ask.parentId === undefined ? this.#book.head : ask.parentId;
      if (parentId !== null && this.#book.messages.find(parentId) === undefined) {
        return refuse({ reason: "unknown-message" });
      }
      const { text, attachments } = ask;
      const question = { id: newId("msg", nowMs), parentId, text, attachments };
      return ok({ question, answer: { id: answerId, parentId: question.id } });
    }
    const node = this.#book.messages.find(ask.messageId);
    const questionId = node?.role === "assistant" ? node.parentId : node?.id;
    if (questionId === undefined || questionId === null) {
      return refuse({ reason: "unknown-message" });
    }
    return ok({ question: null, answer: { id: answerId, parentId: questionId } });
  }

  /** The request and what it may use at the most, from the messages as they lie now. */
  async plan(
    basis: TurnBasis,
    place: Place,
    stateless: ProviderMessage[] = [],
  ): Promise<Result<PlannedTurn, Extract<StartRefusal, { reason: "too-long" | "not-connected" }>>> {
    const provider = this.#host.provider(basis.model.provider);
    if (provider === undefined) return refuse({ reason: "not-connected" });
    const { messages, attachments } = this.#history(place, stateless);
    const knowledge =
      basis.documentIds.length === 0 ? [] : await this.#host.loadIndexes(basis.documentIds);
    const question = messages.findLast((message) => message.role === "user")?.content ?? "";
    const passages =
      provider.id === "builtin" ? [] : pickPassages(knowledge, question, attachments);
    return planTurn({ basis, provider, messages, passages, knowledge });
  }

  #history(
    { question, answer }: Place,
    stateless: ProviderMessage[],
  ): { messages: ProviderMessage[]; attachments: AttachmentRef[] } {
    if (answer === null) return { messages: stateless, attachments: [] };
    const unwritten = question?.text ?? null;
    const leaf = question !== null && unwritten !== null ? question.parentId : answer.parentId;
    const path = this.#book.messages.tree().pathTo(leaf);
    const messages = path.flatMap((node) => this.#toProviderMessage(node));
    if (unwritten !== null) messages.push({ role: "user", content: unwritten });
    const attachments = question?.attachments ?? path.at(-1)?.extra.attachments ?? [];
    return { messages, attachments };
  }

  /** An answer that failed says nothing; one that was stopped is part of what was said. */
  #toProviderMessage(node: MessageNode): ProviderMessage[] {
    if (node.role === "assistant" && node.state !== "complete" && node.state !== "stopped") {
      return [];
    }
    const content = this.#book.messages.text(node.id);
    return content === "" ? [] : [{ role: node.role, content }];
  }
}
