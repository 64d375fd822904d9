import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireModel } from "#features/models";
import { requirePermission } from "#features/workspaces";
import {
  completionsOf,
  type CompletionLine,
  type StartReply,
  type StartTurn,
  type TurnOutcome,
} from "#objects/conversation";
import type { ProviderMessage } from "#platform/ai/provider";
import type { Ctx, WorkspaceRef } from "#platform/ctx";

import { cleanText } from "./clean-text.ts";
import { findKnowledge } from "./find-knowledge.ts";
import { reach } from "./reach.ts";
import { CompletionInput, type CitationView, type TokenUse } from "./schema.ts";
import { startProblem } from "./start-problem.ts";
import { toStartTurn, withRenewal } from "./start-turn.ts";
import { toTurnBasis } from "./turn-basis.ts";

export type CompletionEvent =
  | { type: "text"; text: string }
  | { type: "citation"; citation: CitationView }
  | {
      type: "settled";
      finishReason: TurnOutcome["finishReason"];
      tokens: TokenUse;
      chargedMicroPt: number;
      /** Null when the ledger did not say. */
      balanceMicroPt: number | null;
      transactionId: string | null;
      estimated: boolean;
    }
  | { type: "failed"; problem: Problem };

export interface Completion {
  turnId: string;
  completionId: string;
  model: string;
  rateCardVersion: number;
  heldMicroPt: number;
  /** Text as it comes, then exactly one `settled` or `failed`. To be read once. */
  events: AsyncIterable<CompletionEvent>;
}

/**
 * Answers messages that the caller keeps. When it returns, the PT are held and the provider is being
 * called; the turn then goes on and settles whatever becomes of the caller. The same `clientId`
 * again is the same turn, for a day. Refuses as `sendMessage` does.
 */
export async function completeChat(ctx: Ctx, input: CompletionInput): Promise<Completion> {
  const workspace = requirePermission(ctx, "chat.send");
  const parsed = parseInput(CompletionInput, input);
  const model = await requireModel(ctx, parsed.model);
  const clientId = parsed.clientId ?? newId("req", ctx.clock.now());
  const documentIds = model.provider === "builtin" ? await findKnowledge(ctx, workspace.id) : [];
  const basis = toTurnBasis(ctx, model, { ...parsed, ...systemPromptOf(parsed) }, documentIds);
  if (parsed.stop !== undefined) basis.settings.stop = parsed.stop;
  const ask = { type: "stateless", messages: toProviderMessages(parsed) } as const;
  const command = await toStartTurn(ctx, workspace, { clientId, ask, basis });
  const { reply, lines } = await start(ctx, workspace, command);
  if (!reply.ok) throw startProblem(ctx, reply, "/messages");
  if (lines === null) throw new Problem("unavailable");
  const { turnId, rateCardVersion, heldMicroPt } = reply.value;
  return {
    turnId,
    completionId: `chatcmpl-${turnId.slice("turn_".length)}`,
    model: model.id,
    rateCardVersion,
    heldMicroPt,
    events: toEvents(lines),
  };
}

async function start(
  ctx: Ctx,
  workspace: WorkspaceRef,
  command: StartTurn,
): Promise<{ reply: StartReply; lines: ReadableStream<Uint8Array> | null }> {
  const object = completionsOf(ctx.env, workspace.accountId, command.clientId);
  let lines: ReadableStream<Uint8Array> | null = null;
  const reply = await withRenewal(ctx, workspace, async () => {
    const answer = await reach(ctx, async () => await object.complete(command));
    lines = answer.lines;
    return answer.reply;
  });
  return { reply, lines };
}

function isSystem({ role }: CompletionInput["messages"][number]): boolean {
  return role === "system" || role === "developer";
}

function systemPromptOf({ messages }: CompletionInput): { systemPrompt?: string } {
  const prompts = messages.filter(isSystem).map((message) => cleanText(message.content));
  return prompts.length === 0 ? {} : { systemPrompt: prompts.join("\n\n") };
}

function toProviderMessages({ messages }: CompletionInput): ProviderMessage[] {
  return messages
    .filter((message) => !isSystem(message))
    .map(({ role, content }) => ({
      role: role === "assistant" ? "assistant" : "user",
      content: cleanText(content),
    }));
}

/** A stream that breaks off is a failure of ours: the turn is settled or released without us. */
async function* toEvents(
  lines: ReadableStream<Uint8Array>,
): AsyncGenerator<CompletionEvent, void, undefined> {
  let isOver = false;
  try {
    for await (const line of readLines(lines)) {
      const event = toEvent(JSON.parse(line) as CompletionLine);
      isOver = event.type === "settled" || event.type === "failed";
      yield event;
    }
  } catch (cause) {
    if (isOver) return;
    yield { type: "failed", problem: new Problem("unavailable", { detail: brokenOff, cause }) };
    return;
  }
  if (!isOver) yield { type: "failed", problem: new Problem("unavailable", { detail: brokenOff }) };
}

const brokenOff = "The answer was interrupted on our side. Nothing is charged for it; try again.";

async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}

function toEvent(line: CompletionLine): CompletionEvent {
  if (line.type !== "ended") return line;
  const { failure, finishReason, charge, balanceMicroPt } = line.outcome;
  if (failure !== null) {
    return { type: "failed", problem: new Problem(failure.slug, { detail: failure.detail }) };
  }
  return {
    type: "settled",
    finishReason,
    tokens: charge.tokens ?? { input: 0, cachedRead: 0, cacheWrite: 0, output: 0 },
    chargedMicroPt: charge.chargedMicroPt,
    balanceMicroPt,
    transactionId: charge.transactionId,
    estimated: charge.estimated,
  };
}
