import type { Problem } from "#core/problem";
import type { TokenCounts } from "#core/pricing";
import type { CitationView } from "#features/chat/schema";

/** How a completion ended well; amounts in micro-PT. */
export interface CompletionSettled {
  type: "settled";
  finishReason: "stop" | "length" | "tool-calls" | "content-filter" | "stopped" | "error";
  /** Null when nothing was used. */
  tokens: TokenCounts | null;
  chargedMicroPt: number;
  /** Null when the ledger did not say. */
  balanceMicroPt: number | null;
  estimated: boolean;
  transactionId: string | null;
}

/** What a completion says while it runs; the last event is `settled` or `failed`. */
export type CompletionEvent =
  | { type: "text"; text: string }
  | { type: "citation"; citation: CitationView }
  | CompletionSettled
  | { type: "failed"; problem: Problem };
