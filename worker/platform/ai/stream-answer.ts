import { Timer, untilAborted } from "./abort.ts";
import { toProviderError } from "./errors.ts";
import {
  defaultTimeouts,
  ProviderError,
  type FinishReason,
  type ProviderEvent,
  type ProviderMessage,
  type ProviderRequest,
  type ToolCall,
  type ToolDefinition,
  type Usage,
} from "./provider.ts";
import { CitationScanner } from "./passages.ts";
import { streamStep, type StepOutcome } from "./stream-step.ts";
import { sumUsage } from "./usage.ts";
import type { Wire } from "./wire.ts";

const STEPS_MAX = 8;

/** The reason of an abort that the caller asked for. */
const stopped = new Error("Stopped by the caller");

/**
 * The one way in which every remote provider is called, as the Provider contract promises: runs
 * tool steps, watches the timeouts, sums the usage and ends with `usage` and `finish`.
 */
export async function* streamAnswer(
  wire: Wire,
  request: ProviderRequest,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent, void, undefined> {
  const call = new AbortController();
  const stop = () => call.abort(stopped);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  const totalMs = (request.timeouts ?? defaultTimeouts).totalMs;
  const total = new Timer(() =>
    call.abort(new ProviderError("timeout", `The answer took longer than ${totalMs} ms`)),
  );
  total.start(totalMs);
  const usages: Usage[] = [];
  let ending: Ending;
  try {
    ending = yield* runSteps(wire, request, call, usages);
  } catch (thrown) {
    const error = toProviderError(thrown, wire.secrets);
    ending =
      thrown === stopped
        ? { reason: "stopped", answerId: null }
        : { reason: "error", answerId: null, error };
  } finally {
    total.clear();
    signal.removeEventListener("abort", stop);
    call.abort(stopped);
  }
  if (ending.error !== undefined) yield { type: "error", error: ending.error };
  yield { type: "usage", usage: sumUsage(usages) };
  yield { type: "finish", reason: ending.reason, providerAnswerId: ending.answerId };
}

interface Ending {
  reason: FinishReason;
  answerId: string | null;
  error?: ProviderError;
}

async function* runSteps(
  wire: Wire,
  request: ProviderRequest,
  call: AbortController,
  usages: Usage[],
): AsyncGenerator<ProviderEvent, Ending, undefined> {
  const messages: ProviderMessage[] = [...request.messages];
  const citations = new CitationScanner(request.passages ?? []);
  const stepsMax = request.stepsMax ?? STEPS_MAX;
  for (let step = 1; ; step++) {
    const context = { wire, request, messages, call, citations };
    const outcome: StepOutcome = yield* streamStep(context);
    usages.push(outcome.usage);
    const { answerId } = outcome;
    if (outcome.failure === stopped) return { reason: "stopped", answerId };
    if (outcome.failure !== undefined) {
      const error = toProviderError(outcome.failure, wire.secrets);
      return { reason: "error", answerId, error };
    }
    for (const toolCall of outcome.toolCalls) yield { type: "tool-call", ...toolCall };
    const runs =
      outcome.finishReason === "tool-calls"
        ? findRuns(outcome.toolCalls, request.tools ?? [])
        : undefined;
    if (runs === undefined || step >= stepsMax) return { reason: outcome.finishReason, answerId };
    yield { type: "step", step, usage: outcome.usage };
    messages.push({ role: "assistant", content: outcome.text, toolCalls: outcome.toolCalls });
    messages.push(...(await runTools(runs, call.signal)));
  }
}

type ToolRun = { toolCall: ToolCall; run: NonNullable<ToolDefinition["run"]> };

/** The tools to run, or undefined when there are none or the caller runs one of them itself. */
function findRuns(calls: readonly ToolCall[], tools: readonly ToolDefinition[]) {
  if (calls.length === 0) return undefined;
  const runs: ToolRun[] = [];
  for (const toolCall of calls) {
    const tool = tools.find(({ name }) => name === toolCall.name);
    if (tool !== undefined && tool.run === undefined) return undefined;
    const unknownTool = () => Promise.reject(new Error("There is no tool of that name"));
    runs.push({ toolCall, run: tool?.run ?? unknownTool });
  }
  return runs;
}

/** Runs tools one after the other. Rejects only with the abort's reason. */
async function runTools(runs: readonly ToolRun[], signal: AbortSignal) {
  const results: ProviderMessage[] = [];
  for (const { toolCall, run } of runs) {
    signal.throwIfAborted();
    const content = await untilAborted(tryRun(run, toolCall.argumentsJson, signal), signal);
    results.push({ role: "tool", toolCallId: toolCall.id, content });
  }
  return results;
}

async function tryRun(run: ToolRun["run"], argumentsJson: string, signal: AbortSignal) {
  try {
    return await run(argumentsJson, signal);
  } catch (thrown) {
    return `The tool failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
}
