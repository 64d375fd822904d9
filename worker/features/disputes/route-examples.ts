import type { z } from "zod";
import type {
  AttachmentDocument,
  CaseDocument,
  CaseSummaryDocument,
  DisputeDocument,
  DisputeSummaryDocument,
  StatisticsDocument,
} from "./route-documents.ts";

const id = "dsp_01KAJ3C6Z8W4T2N9Q7RXVB5M1D";
export const attachmentId = "att_01KAJ3C6Z8W4T2N9Q7RXVB5M1D";

export const summary: z.infer<typeof DisputeSummaryDocument> = {
  id,
  state: "in-review",
  reason: "wrong-price",
  model: "gpt-5-mini",
  transactionId: "tx_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  conversationId: "conv_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  disputedPt: "12",
  disputedMicroPt: "12000000",
  returnedPt: null,
  returnedMicroPt: null,
  chargedAt: "2026-11-20T16:02:11.000Z",
  createdAt: "2026-11-21T08:00:00.000Z",
  updatedAt: "2026-11-21T08:00:04.000Z",
  waitsFor: "operator",
  dueAt: "2026-11-24T08:00:00.000Z",
  overdue: false,
};

export const attachment: z.infer<typeof AttachmentDocument> = {
  id: attachmentId,
  name: "screenshot.png",
  contentType: "image/png",
  byteSize: 48_211,
  side: "user",
  createdAt: "2026-11-21T08:03:00.000Z",
  url: `/api/v1/disputes/${id}/attachments/${attachmentId}`,
};

export const dispute: z.infer<typeof DisputeDocument> = {
  ...summary,
  version: 3,
  comment: "The same question cost 3 PT yesterday.",
  sharesContent: false,
  chargeId: "chg_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  turnId: "turn_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  openedByName: "Ada",
  evidence: {
    gatheredAt: "2026-11-21T08:00:04.000Z",
    charge: {
      chargeId: "chg_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
      transactionId: summary.transactionId,
      paidMicroPt: "12000000",
      leftPt: "12",
      leftMicroPt: "12000000",
      estimated: false,
    },
    usage: { found: true, tokens: { input: 900, cachedRead: 0, cacheWrite: 0, output: 4_600 } },
    pricing: { found: true, rateCardVersion: 4 },
    recomputed: { found: true, amountPt: "12", amountMicroPt: "12000000", differencePt: "0" },
    hold: { holdId: "hold_01KAJ3C6Z8W4T2N9Q7RXVB5M1D" },
    stream: { found: true, durationMs: 8_400, pieces: 311 },
    turn: { found: true, state: "complete" },
    provider: { found: true, provider: "openai", answerId: { found: true, id: "chatcmpl-9x" } },
    others: { sameTurn: [], searched: 214 },
    question: { found: true, characters: 118 },
    answer: { found: true, characters: 18_204 },
    grants: [{ grantId: "grant_01KAJ3C6Z8W4T2N9Q7RXVB5M1D", expired: false }],
  },
  decision: null,
  events: [
    {
      id: "evt_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
      kind: "opened",
      side: "user",
      actorName: "Ada",
      text: "The same question cost 3 PT yesterday.",
      detail: { reason: "wrong-price" },
      state: "open",
      at: "2026-11-21T08:00:00.000Z",
    },
  ],
  attachments: [attachment],
};

const workspace = { id: "ws_01KAJ3C6Z8W4T2N9Q7RXVB5M1D", name: "Ada", slug: "ada" };

export const caseSummary: z.infer<typeof CaseSummaryDocument> = {
  ...summary,
  workspace,
  openedByName: "Ada",
};

export const disputeCase: z.infer<typeof CaseDocument> = {
  ...dispute,
  workspace: { ...workspace, plan: "pro" },
  openedByEmail: "ada@example.com",
  suggestion: {
    decision: "deny",
    reason: "charge-is-right",
    effect: null,
    amountPt: "0",
    amountMicroPt: "0",
  },
  proposal: null,
  decidedByName: null,
  secondByName: null,
};

export const statistics: z.infer<typeof StatisticsDocument> = {
  days: 90,
  total: 42,
  byState: [{ state: "approved", count: 17 }],
  byReason: [{ reason: "no-answer", count: 12 }],
  byModel: [
    {
      model: "gpt-5-mini",
      count: 20,
      disputedPt: "240",
      disputedMicroPt: "240000000",
      returnedPt: "90",
      returnedMicroPt: "90000000",
    },
  ],
  disputedPt: "512",
  disputedMicroPt: "512000000",
  returnedPt: "204",
  returnedMicroPt: "204000000",
  approvalPercent: 48.6,
  medianDecisionMs: 50_400_000,
  overduePercent: 2.4,
};
