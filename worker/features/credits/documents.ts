import { z } from "zod";
import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import type { Balance, StatementLine, TransactionView } from "./schema.ts";

export const PtText = z
  .string()
  .max(40)
  .regex(/^-?\d+(\.\d{1,6})?$/)
  .meta({ description: "PT, exact decimal" });
export const MicroPtText = z
  .string()
  .max(40)
  .regex(/^-?\d+$/)
  .meta({ description: "Micro-PT; 1,000,000 are 1 PT" });
const Time = z.iso.datetime().max(40);
const Tokens = z.object({
  input: z.int().min(0),
  cachedRead: z.int().min(0),
  cacheWrite: z.int().min(0),
  output: z.int().min(0),
});

export const CreditsDocument = z
  .object({
    accountId: z.string().max(64),
    balancePt: PtText,
    balanceMicroPt: MicroPtText,
    heldPt: PtText,
    heldMicroPt: MicroPtText,
    availablePt: PtText,
    availableMicroPt: MicroPtText,
    debtPt: PtText,
    expiring: z
      .array(z.object({ amountPt: PtText, amountMicroPt: MicroPtText, expiresAt: Time }))
      .max(100),
    plan: z.string().max(40).nullable(),
    periodEndsAt: Time.nullable(),
    periodUsedPercent: z.number().min(0).max(1_000).nullable(),
  })
  .meta({ id: "Credits" });

export const StatementLineDocument = z
  .object({
    transactionId: z.string().max(64),
    kind: z.string().max(40),
    amountPt: PtText.meta({ description: "Signed change of the balance" }),
    amountMicroPt: MicroPtText,
    heldChangePt: PtText,
    balanceAfterPt: PtText,
    balanceAfterMicroPt: MicroPtText,
    at: Time,
    model: z.string().max(120).nullable(),
    rateCardVersion: z.int().min(1).nullable(),
    conversationId: z.string().max(64).nullable(),
    turnId: z.string().max(64).nullable(),
    tokens: Tokens.nullable(),
    estimated: z.boolean(),
    grantKind: z.string().max(40).nullable(),
    expiresAt: Time.nullable(),
    reason: z.string().max(1_000).nullable(),
    linkedTransactionId: z.string().max(64).nullable(),
  })
  .meta({ id: "StatementLine" });

export const TransactionDocument = StatementLineDocument.extend({
  entries: z
    .array(
      z.object({
        id: z.string().max(64),
        side: z.string().max(40),
        amountMicroPt: MicroPtText,
        grantId: z.string().max(64).nullable(),
      }),
    )
    .max(10_000),
  ptPer1k: z
    .object({
      input: z.number(),
      cachedRead: z.number(),
      cacheWrite: z.number(),
      output: z.number(),
    })
    .nullable(),
  rawUsage: z.unknown(),
  holdId: z.string().max(64).nullable(),
  chargeId: z.string().max(64).nullable(),
  consumed: z
    .array(
      z.object({
        grantId: z.string().max(64),
        kind: z.string().max(40).nullable(),
        expiresAt: Time.nullable(),
        amountMicroPt: MicroPtText,
      }),
    )
    .max(10_000),
  hash: z.string().max(100),
}).meta({ id: "Transaction" });

function isoOrNull(atMs: number | null | undefined): string | null {
  return atMs === null || atMs === undefined ? null : toIso(atMs);
}

export function toCreditsDocument(balance: Balance): z.infer<typeof CreditsDocument> {
  const { balanceMicroPt, heldMicroPt, availableMicroPt, debtMicroPt } = balance;
  return {
    accountId: balance.accountId,
    balancePt: microToPt(balanceMicroPt),
    balanceMicroPt: String(balanceMicroPt),
    heldPt: microToPt(heldMicroPt),
    heldMicroPt: String(heldMicroPt),
    availablePt: microToPt(availableMicroPt),
    availableMicroPt: String(availableMicroPt),
    debtPt: microToPt(debtMicroPt),
    expiring: balance.expiring.map(({ amountMicroPt, expiresAtMs }) => ({
      amountPt: microToPt(amountMicroPt),
      amountMicroPt: String(amountMicroPt),
      expiresAt: toIso(expiresAtMs),
    })),
    plan: balance.plan,
    periodEndsAt: isoOrNull(balance.periodEndsAtMs),
    periodUsedPercent: balance.periodUsedPercent,
  };
}

export function toLineDocument(line: StatementLine): z.infer<typeof StatementLineDocument> {
  const { detail } = line;
  return {
    transactionId: line.transactionId,
    kind: line.kind,
    amountPt: microToPt(line.amountMicroPt),
    amountMicroPt: String(line.amountMicroPt),
    heldChangePt: microToPt(line.heldDeltaMicroPt),
    balanceAfterPt: microToPt(line.balanceAfterMicroPt),
    balanceAfterMicroPt: String(line.balanceAfterMicroPt),
    at: toIso(line.atMs),
    model: detail.model ?? null,
    rateCardVersion: detail.rateCardVersion ?? null,
    conversationId: detail.conversationId ?? null,
    turnId: detail.turnId ?? null,
    tokens: detail.tokens ?? null,
    estimated: detail.estimated ?? false,
    grantKind: detail.grantKind ?? null,
    expiresAt: isoOrNull(detail.expiresAtMs),
    reason: detail.reason?.slice(0, 1_000) ?? null,
    linkedTransactionId: detail.linkedTransactionId ?? null,
  };
}

export function toTransactionDocument(view: TransactionView): z.infer<typeof TransactionDocument> {
  return {
    ...toLineDocument(view),
    entries: view.entries.map(({ amountMicroPt, ...entry }) => ({
      id: entry.id,
      side: entry.side,
      amountMicroPt: String(amountMicroPt),
      grantId: entry.grantId,
    })),
    ptPer1k: view.prices,
    rawUsage: view.rawUsage,
    holdId: view.holdId,
    chargeId: view.chargeId,
    consumed: view.consumed.map(({ grantId, kind, expiresAtMs, amountMicroPt }) => ({
      grantId,
      kind,
      expiresAt: isoOrNull(expiresAtMs),
      amountMicroPt: String(amountMicroPt),
    })),
    hash: view.hash,
  };
}

export const balanceExample: z.infer<typeof CreditsDocument> = {
  accountId: "acct_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  balancePt: "482",
  balanceMicroPt: "482000000",
  heldPt: "5",
  heldMicroPt: "5000000",
  availablePt: "477",
  availableMicroPt: "477000000",
  debtPt: "0",
  expiring: [
    { amountPt: "477", amountMicroPt: "477000000", expiresAt: "2026-12-21T08:00:00.000Z" },
  ],
  plan: "free",
  periodEndsAt: "2026-12-21T08:00:00.000Z",
  periodUsedPercent: 3,
};

export const lineExample: z.infer<typeof StatementLineDocument> = {
  transactionId: "tx_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  kind: "settle",
  amountPt: "-2",
  amountMicroPt: "-2000000",
  heldChangePt: "-5",
  balanceAfterPt: "482",
  balanceAfterMicroPt: "482000000",
  at: "2026-11-21T07:59:12.000Z",
  model: "selvedge-answerer",
  rateCardVersion: 1,
  conversationId: "conv_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  turnId: "turn_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  tokens: { input: 120, cachedRead: 0, cacheWrite: 0, output: 640 },
  estimated: false,
  grantKind: null,
  expiresAt: null,
  reason: null,
  linkedTransactionId: null,
};

export const transactionExample: z.infer<typeof TransactionDocument> = {
  ...lineExample,
  entries: [
    {
      id: "ent_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
      side: "held",
      amountMicroPt: "-2000000",
      grantId: "grant_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
    },
    {
      id: "ent_01KAJ3C6Z8W4T2N9Q7RXVB5M1E",
      side: "platform:revenue",
      amountMicroPt: "2000000",
      grantId: null,
    },
  ],
  ptPer1k: { input: 0.2, cachedRead: 0.05, cacheWrite: 0.2, output: 2 },
  rawUsage: [{ prompt_tokens: 120, completion_tokens: 640 }],
  holdId: "hold_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  chargeId: "chg_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  consumed: [
    {
      grantId: "grant_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
      kind: "plan",
      expiresAt: "2026-12-21T08:00:00.000Z",
      amountMicroPt: "2000000",
    },
  ],
  hash: "7mY0Qd1oXb0O2m3nq9vSxwL1a6y6Jr8jv7Jm8t5kq2E",
};
