import { z } from "zod";
import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import {
  ALERT_PERCENTS_MAX,
  type SpendLimitsView,
  usageGroups,
  type UsageReport,
  type UsageSum,
} from "./schema.ts";
import { MicroPtText, PtText } from "./documents.ts";

const Time = z.iso.datetime().max(40);
const Count = z.int().min(0);

const Sum = z.object({
  answers: Count,
  tokens: z.object({ input: Count, cachedRead: Count, cacheWrite: Count, output: Count }),
  chargedPt: PtText.meta({ description: "Without what charges gave back" }),
  chargedMicroPt: MicroPtText,
});

export const UsageDocument = z
  .object({
    by: z.enum(usageGroups),
    from: z.iso.date().max(10),
    to: z.iso.date().max(10),
    items: z
      .array(
        Sum.extend({
          key: z.string().max(120).meta({
            description: "The day, or the id of the model, member or feature; empty if unknown",
          }),
          name: z.string().max(200).nullable().meta({ description: "Of a member" }),
        }),
      )
      .max(1_000),
    total: Sum,
    nextCursor: z.null(),
  })
  .meta({ id: "Usage" });

export const SpendLimitsDocument = z
  .object({
    capPt: PtText.nullable().meta({ description: "The most that a period may spend" }),
    capMicroPt: MicroPtText.nullable(),
    alertPercents: z.array(z.int().min(1).max(100)).max(ALERT_PERCENTS_MAX),
    lowPt: PtText.nullable().meta({ description: "Told when so little is left" }),
    lowMicroPt: MicroPtText.nullable(),
    period: z.object({
      startsAt: Time,
      endsAt: Time.nullable(),
      grantedPt: PtText.nullable().meta({ description: "Plan PT of the period" }),
      planUsedPt: PtText.nullable(),
      spentPt: PtText.meta({ description: "From any grant; counts against the cap" }),
      spentMicroPt: MicroPtText,
      heldPt: PtText.meta({ description: "Held by running requests; counts against the cap" }),
      availablePt: PtText,
    }),
  })
  .meta({ id: "SpendLimits" });

function toSum({ answers, tokens, chargedMicroPt }: UsageSum): z.infer<typeof Sum> {
  return {
    answers,
    tokens,
    chargedPt: microToPt(chargedMicroPt),
    chargedMicroPt: String(chargedMicroPt),
  };
}

export function toUsageDocument(report: UsageReport): z.infer<typeof UsageDocument> {
  const { by, from, to, items, total } = report;
  return {
    by,
    from,
    to,
    items: items.map((item) => Object.assign(toSum(item), { key: item.key, name: item.name })),
    total: toSum(total),
    nextCursor: null,
  };
}

function ptOrNull(microPt: number | null): string | null {
  return microPt === null ? null : microToPt(microPt);
}

function textOrNull(microPt: number | null): string | null {
  return microPt === null ? null : String(microPt);
}

export function toSpendLimitsDocument(view: SpendLimitsView): z.infer<typeof SpendLimitsDocument> {
  const { capMicroPt, alertPercents, lowMicroPt, period } = view;
  return {
    capPt: ptOrNull(capMicroPt),
    capMicroPt: textOrNull(capMicroPt),
    alertPercents,
    lowPt: ptOrNull(lowMicroPt),
    lowMicroPt: textOrNull(lowMicroPt),
    period: {
      startsAt: toIso(period.startsAtMs),
      endsAt: period.endsAtMs === null ? null : toIso(period.endsAtMs),
      grantedPt: ptOrNull(period.grantedMicroPt),
      planUsedPt: ptOrNull(period.planUsedMicroPt),
      spentPt: microToPt(period.spentMicroPt),
      spentMicroPt: String(period.spentMicroPt),
      heldPt: microToPt(period.heldMicroPt),
      availablePt: microToPt(period.availableMicroPt),
    },
  };
}

const sumExample = {
  answers: 12,
  tokens: { input: 1_440, cachedRead: 0, cacheWrite: 0, output: 7_680 },
  chargedPt: "24",
  chargedMicroPt: "24000000",
};

export const usageExample: z.infer<typeof UsageDocument> = {
  by: "model",
  from: "2026-11-01",
  to: "2026-11-21",
  items: [{ ...sumExample, key: "selvedge-answerer", name: null }],
  total: sumExample,
  nextCursor: null,
};

export const spendLimitsExample: z.infer<typeof SpendLimitsDocument> = {
  capPt: "20000",
  capMicroPt: "20000000000",
  alertPercents: [80, 100],
  lowPt: "500",
  lowMicroPt: "500000000",
  period: {
    startsAt: "2026-11-01T00:00:00.000Z",
    endsAt: "2026-12-01T00:00:00.000Z",
    grantedPt: "19000",
    planUsedPt: "4210",
    spentPt: "4210",
    spentMicroPt: "4210000000",
    heldPt: "6",
    availablePt: "14784",
  },
};
