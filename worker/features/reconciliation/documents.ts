import { z } from "zod";
import { toIso } from "#core/time";
import {
  type DiscrepancyView,
  discrepancyStates,
  discrepancyTypes,
  type Figures,
  lanes,
  type LaneSummary,
  recordKinds,
  type RunNote,
  runStates,
  type RunView,
} from "./schema.ts";

const Time = z.iso.datetime().max(40);
const units = ["minor", "micro-pt", "tokens", "none"] as const;
const IntegerText = z
  .string()
  .max(40)
  .regex(/^-?\d+$/);

const FiguresDocument = z.record(z.string().max(40), IntegerText).nullable();

const WordsDocument = z.record(z.string().max(40), z.string().max(100));

export const DiscrepancyDocument = z
  .object({
    id: z.string().max(64),
    type: z.enum(discrepancyTypes),
    kind: z.enum(recordKinds),
    lane: z.enum(lanes).meta({
      description:
        "Money: Stripe and our copies. PT: money and ledgers. Usage: ledgers and providers",
    }),
    object: z.string().max(400),
    accountId: z.string().max(64).nullable(),
    unit: z.enum(units).meta({ description: "What the amounts count; `minor` is of `currency`" }),
    currency: z.string().max(3).nullable(),
    expected: FiguresDocument.meta({ description: "What the source says; null: no such record" }),
    found: FiguresDocument.meta({ description: "What the other book has; null: no such record" }),
    differs: IntegerText.meta({ description: "Expected less found, all amounts together" }),
    words: z
      .object({ expected: WordsDocument, found: WordsDocument })
      .nullable()
      .meta({ description: "States or currencies that differ" }),
    state: z.enum(discrepancyStates),
    ownerId: z.string().max(64).nullable(),
    note: z.string().max(1_000).nullable(),
    firstSeenAt: Time,
    lastSeenAt: Time,
    resolvedAt: Time.nullable(),
    resolvedBy: z.string().max(100).nullable(),
    fixable: z.boolean(),
  })
  .meta({ id: "Discrepancy" });

const LaneDocument = z.object({
  matched: z.int().min(0),
  found: z.int().min(0),
  sums: z
    .array(
      z.object({
        unit: z.enum(units),
        currency: z.string().max(3).nullable(),
        source: IntegerText,
        ledger: IntegerText,
      }),
    )
    .max(50),
});

const NoteDocument = z.object({
  kind: z.enum(["not-connected", "failed", "waiting", "internal", "estimated"]),
  service: z.string().max(100).nullable(),
  detail: z.string().max(2_000).nullable(),
});

export const RunDocument = z
  .object({
    id: z.string().max(64),
    state: z.enum(runStates),
    trigger: z.enum(["night", "hand"]),
    requestedBy: z.string().max(100),
    from: Time.meta({ description: "Stripe's objects made from then on are compared" }),
    to: Time,
    startedAt: Time,
    finishedAt: Time.nullable(),
    stage: z.string().max(40),
    accounts: z.int().min(0),
    transactions: z.int().min(0),
    lanes: z.object({ money: LaneDocument, pt: LaneDocument, usage: LaneDocument }),
    notes: z.array(NoteDocument).max(200),
    appeared: z.int().min(0),
    resolved: z.int().min(0),
    truedUp: z.int().min(0).meta({ description: "Estimated charges replaced by reported use" }),
  })
  .meta({ id: "ReconciliationRun" });

function toFigures(figures: Figures | null): Record<string, string> | null {
  if (figures === null) return null;
  return Object.fromEntries(Object.entries(figures).map(([name, one]) => [name, String(one)]));
}

export function toDiscrepancyDocument(view: DiscrepancyView): z.infer<typeof DiscrepancyDocument> {
  const { firstSeenAtMs, lastSeenAtMs, resolvedAtMs, expected, found, differs, ...rest } = view;
  return {
    ...rest,
    expected: toFigures(expected),
    found: toFigures(found),
    differs: String(differs),
    firstSeenAt: toIso(firstSeenAtMs),
    lastSeenAt: toIso(lastSeenAtMs),
    resolvedAt: resolvedAtMs === null ? null : toIso(resolvedAtMs),
  };
}

function toLane({ matched, found, sums }: LaneSummary): z.infer<typeof LaneDocument> {
  return {
    matched,
    found,
    sums: sums.map(({ unit, currency, source, ledger }) => ({
      unit,
      currency,
      source: String(source),
      ledger: String(ledger),
    })),
  };
}

function detailOf(note: RunNote): string {
  switch (note.kind) {
    case "not-connected":
      return `${note.setting} is not set`;
    case "failed":
      return note.detail;
    case "waiting":
      return `not final yet: ${note.days.join(", ")}`;
    case "internal":
      return `${note.calls} calls, ${note.tokens} tokens without an outside report`;
    case "estimated":
      return `${note.charges} estimated charges wait for a report`;
  }
}

export function toRunDocument(view: RunView): z.infer<typeof RunDocument> {
  const { fromMs, toMs, startedAtMs, finishedAtMs, lanes: compared, notes, ...rest } = view;
  return {
    ...rest,
    from: toIso(fromMs),
    to: toIso(toMs),
    startedAt: toIso(startedAtMs),
    finishedAt: finishedAtMs === null ? null : toIso(finishedAtMs),
    lanes: {
      money: toLane(compared.money),
      pt: toLane(compared.pt),
      usage: toLane(compared.usage),
    },
    notes: notes.map((note) => ({
      kind: note.kind,
      service: "service" in note ? note.service : null,
      detail: detailOf(note).slice(0, 2_000),
    })),
  };
}

export const discrepancyExample: z.infer<typeof DiscrepancyDocument> = {
  id: "disc_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  type: "missing_grant",
  kind: "grant",
  lane: "pt",
  object: "grant:stripe-invoice-line:il_1SVbF2",
  accountId: "acct_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  unit: "micro-pt",
  currency: null,
  expected: { granted: "49000000000" },
  found: null,
  differs: "49000000000",
  words: null,
  state: "open",
  ownerId: null,
  note: null,
  firstSeenAt: "2026-11-21T02:17:09.000Z",
  lastSeenAt: "2026-11-21T02:17:09.000Z",
  resolvedAt: null,
  resolvedBy: null,
  fixable: true,
};

export const runExample: z.infer<typeof RunDocument> = {
  id: "rec_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  state: "finished",
  trigger: "night",
  requestedBy: "job:reconcile",
  from: "2026-10-17T02:02:00.000Z",
  to: "2026-11-21T02:02:00.000Z",
  startedAt: "2026-11-21T02:17:00.000Z",
  finishedAt: "2026-11-21T02:17:09.000Z",
  stage: "finish",
  accounts: 212,
  transactions: 18_400,
  lanes: {
    money: {
      matched: 340,
      found: 0,
      sums: [{ unit: "minor", currency: "usd", source: "1284300", ledger: "1284300" }],
    },
    pt: {
      matched: 190,
      found: 1,
      sums: [
        { unit: "micro-pt", currency: null, source: "7400000000000", ledger: "7351000000000" },
      ],
    },
    usage: {
      matched: 62,
      found: 0,
      sums: [{ unit: "tokens", currency: null, source: "91283401", ledger: "91283401" }],
    },
  },
  notes: [
    { kind: "not-connected", service: "anthropic", detail: "ANTHROPIC_ADMIN_KEY is not set" },
  ],
  appeared: 1,
  resolved: 0,
  truedUp: 14,
};
