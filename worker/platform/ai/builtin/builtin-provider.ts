import type { Provider, ProviderEvent, ProviderRequest, Usage } from "#platform/ai/provider";
import { estimateTokens } from "#platform/ai/estimate";
import { answer, type BuiltinAnswer } from "./answer.ts";
import { buildIndex } from "./build-index.ts";
import { toHelpDocuments } from "./help-pages.ts";
import type { SearchIndex } from "./search-index.ts";

export interface BuiltinSettings {
  /** Each help page's path and text, as `import.meta.glob` gives them; none is fine. */
  helpFiles?: Readonly<Record<string, string>>;
}

/** Words that are streamed together. */
const CHUNK = /(?:\S+\s*){1,6}|\s+/g;

/**
 * The built-in answerer as a provider. It searches `request.knowledge`, or the given passages when
 * there is none, and the help pages. Its usage is exact by its own definition: the estimator's
 * count of the question with the quoted passages, and of the text that it has written.
 */
export function createBuiltinProvider(settings: BuiltinSettings = {}): Provider {
  let help: SearchIndex | undefined;
  const reply = (request: ProviderRequest): BuiltinAnswer => {
    help ??= buildIndex(toHelpDocuments(settings.helpFiles ?? {}));
    const at = request.messages.findLastIndex(({ role }) => role === "user");
    const question = request.messages[at]?.content ?? "";
    const history = request.messages.slice(0, Math.max(0, at));
    const indexes = [...knowledgeOf(request), help];
    return answer(indexes, question, history, request.locale, request.maxOutputTokens);
  };
  return {
    id: "builtin",
    stream: (request, signal) => streamReply(() => reply(request), signal),
    estimate(request) {
      const { inputTokens, outputTokens } = reply(request);
      return { inputTokens, inputTokensMax: inputTokens, outputTokens };
    },
    check: () => Promise.resolve({ state: "connected", models: ["builtin"] }),
  };
}

function knowledgeOf({ knowledge = [], passages = [] }: ProviderRequest): SearchIndex[] {
  if (knowledge.length > 0 || passages.length === 0) return knowledge;
  const documents = passages.map(({ documentId, title, text, url }) => ({
    id: documentId,
    title,
    text,
    ...(url === undefined ? {} : { url }),
  }));
  return [buildIndex(documents)];
}

async function* streamReply(
  reply: () => BuiltinAnswer,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent, void, undefined> {
  if (signal.aborted) {
    yield { type: "usage", usage: toUsage(0, 0) };
    yield { type: "finish", reason: "stopped", providerAnswerId: null };
    return;
  }
  const { text, citations, inputTokens, outputTokens, isCut } = reply();
  for (const citation of citations) yield { type: "citation", ...citation };
  let written = "";
  for (const [chunk] of text.matchAll(CHUNK)) {
    if (signal.aborted) break;
    written += chunk;
    yield { type: "text", text: chunk };
  }
  const isStopped = written.length < text.length;
  const output = isStopped ? estimateTokens(written) : outputTokens;
  yield { type: "usage", usage: toUsage(inputTokens, output) };
  const reason = isStopped ? "stopped" : isCut ? "length" : "stop";
  yield { type: "finish", reason, providerAnswerId: null };
}

function toUsage(input: number, output: number): Usage {
  const classes = { input, cachedRead: 0, cacheWrite: 0, output };
  return { classes, raw: [{ engine: "builtin", input, output }], complete: true, estimated: [] };
}
