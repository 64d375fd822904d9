import { z } from "zod";
import { type CitationView, EstimateInput, SendMessage } from "#features/chat/schema";

export const VisitorMessage = SendMessage.pick({ clientId: true, text: true }).extend({
  /** Absent: the message begins a conversation. */
  conversationId: z.string().max(64).optional(),
});
export type VisitorMessage = z.infer<typeof VisitorMessage>;

export const VisitorEstimate = EstimateInput.pick({ text: true, conversationId: true });
export type VisitorEstimate = z.infer<typeof VisitorEstimate>;

/** What the start page follows while its answer is written; the last is `settled` or `failed`. */
export type VisitorEvent =
  | { type: "started"; conversationId: string; turnId: string }
  | { type: "delta"; text: string }
  /** The answer starts over; what was shown of it is void. */
  | { type: "restarted" }
  | { type: "citation"; citation: CitationView }
  | { type: "settled"; chargedPt: string; balance: { availableMicroPt: number } }
  | { type: "failed"; problem: { slug: string; title: string; detail: string } };
