import { invariant } from "#core/assert";
import type { Citation, ProviderError, ProviderEvent, Usage } from "#platform/ai/provider";

type Finish = Extract<ProviderEvent, { type: "finish" }>;

/** A whole stream, for tests, after checking that it ended as the contract promises. */
export interface CollectedAnswer {
  events: ProviderEvent[];
  text: string;
  reasoning: string;
  citations: Citation[];
  error: ProviderError | undefined;
  usage: Usage;
  finish: Finish;
}

/** Reads a stream to its end. Throws when it breaks the contract's order of the last events. */
export async function collect(stream: AsyncIterable<ProviderEvent>): Promise<CollectedAnswer> {
  const events: ProviderEvent[] = [];
  for await (const event of stream) events.push(event);
  const last = events.at(-1);
  invariant(last?.type === "finish", "A stream ends with finish");
  invariant(events.at(-2)?.type === "usage", "Before finish comes usage");
  invariant(events.filter(({ type }) => type === "usage").length === 1, "There is one usage");
  return {
    events,
    text: events.map((event) => (event.type === "text" ? event.text : "")).join(""),
    reasoning: events.map((event) => (event.type === "reasoning" ? event.text : "")).join(""),
    citations: events.filter((event) => event.type === "citation"),
    error: events.find((event) => event.type === "error")?.error,
    usage: usageOf(events),
    finish: last,
  };
}

/** The usage that a stream reported. */
export function usageOf(events: readonly ProviderEvent[]): Usage {
  const usage = events.find((event) => event.type === "usage")?.usage;
  invariant(usage !== undefined, "A stream reports its usage");
  return usage;
}
