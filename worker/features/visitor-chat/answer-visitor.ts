import { microToPt } from "#core/money";
import { problems } from "#core/problem";
import { beginConversation, followTurn, readLiveEvents, sendMessage } from "#features/chat";
import type { LiveEvent, MessageView } from "#features/chat/schema";
import { getBalance } from "#features/credits";
import type { Ctx } from "#platform/ctx";
import type { VisitorEvent, VisitorMessage } from "./schema.ts";

/** What the reader has been shown of the answer so far. */
interface Shown {
  text: string;
  citations: number;
}

function titleOf(slug: string): string {
  return Object.hasOwn(problems, slug)
    ? problems[slug as keyof typeof problems].title
    : problems.internal.title;
}

/** What is left to show of a whole answer: everything, when it was over before anyone followed. */
function* missingEvents(message: MessageView, shown: Shown): Generator<VisitorEvent> {
  const goesOn = message.text.startsWith(shown.text);
  if (!goesOn) yield { type: "restarted" };
  const text = goesOn ? message.text.slice(shown.text.length) : message.text;
  if (text !== "") yield { type: "delta", text };
  for (const citation of (message.citations ?? []).slice(shown.citations)) {
    yield { type: "citation", citation };
  }
}

async function* endEvents(
  ctx: Ctx,
  message: MessageView,
  shown: Shown,
): AsyncGenerator<VisitorEvent> {
  const { failure, charge } = message;
  if (failure !== undefined) {
    yield { type: "failed", problem: { ...failure, title: titleOf(failure.slug) } };
    return;
  }
  yield* missingEvents(message, shown);
  const { availableMicroPt } = await getBalance(ctx);
  const chargedPt = microToPt(charge?.chargedMicroPt ?? 0);
  yield { type: "settled", chargedPt, balance: { availableMicroPt } };
}

async function* answerEvents(
  ctx: Ctx,
  started: Extract<VisitorEvent, { type: "started" }>,
  live: AsyncIterable<LiveEvent>,
): AsyncGenerator<VisitorEvent> {
  const shown: Shown = { text: "", citations: 0 };
  yield started;
  for await (const event of live) {
    switch (event.type) {
      case "delta":
        shown.text += event.text;
        yield { type: "delta", text: event.text };
        break;
      case "citation":
        shown.citations += 1;
        yield { type: "citation", citation: event.citation };
        break;
      case "restarted":
        shown.text = "";
        shown.citations = 0;
        yield { type: "restarted" };
        break;
      case "settled":
        yield* endEvents(ctx, event.message, shown);
        break;
      case "snapshot":
      case "message":
      case "head":
        break;
    }
  }
}

/**
 * Sends the start page's message, in its conversation or in a new one, and answers with what follows
 * as VisitorEvents. The turn goes on whatever becomes of the reader, and the same `clientId` is the
 * same send. Refuses as `sendMessage` and `beginConversation` do.
 */
export async function answerVisitor(
  ctx: Ctx,
  { clientId, text, conversationId }: VisitorMessage,
): Promise<AsyncGenerator<VisitorEvent>> {
  const message = { clientId, text };
  const begun =
    conversationId === undefined
      ? await beginConversation(ctx, message)
      : { ...(await sendMessage(ctx, conversationId, message)), conversationId };
  const { conversationId: id, turnId, seq } = begun;
  const live = readLiveEvents(await followTurn(ctx, id, turnId, { afterSeq: seq }));
  return answerEvents(ctx, { type: "started", conversationId: id, turnId }, live);
}
