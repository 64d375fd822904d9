import { z } from "zod";
import { microToPt } from "#core/money";
import type { Estimate } from "#features/chat/schema";

const PtText = z.string().max(40);
const Count = z.int().min(0);

export const EstimateDocument = z
  .object({
    model: z.string().max(120),
    rateCardVersion: z.int().min(1),
    inputTokens: Count,
    minPt: PtText,
    minMicroPt: PtText,
    maxPt: PtText,
    maxMicroPt: PtText,
    holdPt: PtText.meta({ description: "Held while the answer is written" }),
    holdMicroPt: PtText,
    availablePt: PtText,
    availableMicroPt: PtText,
    fits: z.boolean(),
    messagesLeft: Count.nullable().meta({
      description: "About how many messages like this one the balance pays for; null: it is free",
    }),
  })
  .meta({ id: "Estimate" });

export function toEstimateDocument(view: Estimate): z.infer<typeof EstimateDocument> {
  return {
    model: view.model,
    rateCardVersion: view.rateCardVersion,
    inputTokens: view.inputTokens,
    minPt: microToPt(view.minMicroPt),
    minMicroPt: String(view.minMicroPt),
    maxPt: microToPt(view.maxMicroPt),
    maxMicroPt: String(view.maxMicroPt),
    holdPt: microToPt(view.holdMicroPt),
    holdMicroPt: String(view.holdMicroPt),
    availablePt: microToPt(view.availableMicroPt),
    availableMicroPt: String(view.availableMicroPt),
    fits: view.fits,
    messagesLeft: view.messagesLeft,
  };
}

export const estimateExample = {
  model: "selvedge-answerer",
  rateCardVersion: 1,
  inputTokens: 120,
  minPt: "1",
  minMicroPt: "1000000",
  maxPt: "5",
  maxMicroPt: "5000000",
  holdPt: "5",
  holdMicroPt: "5000000",
  availablePt: "477",
  availableMicroPt: "477000000",
  fits: true,
  messagesLeft: 159,
};
