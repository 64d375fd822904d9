import { z } from "zod";
import { ptToMicro } from "#core/money";
import { toIso } from "#core/time";
import { modelClasses, plans } from "#features/models/schema";
import { type Api, apiRoute, jsonAnswer, jsonBody } from "#platform/api";
import { listPacks } from "./list-packs.ts";
import { listPlans } from "./list-plans.ts";
import { publishPlan } from "./publish-plan.ts";
import {
  currencies,
  intervals,
  isFreeOfCharge,
  offeredPlans,
  type Pack,
  type PlanPrice,
  type PlanVersion,
  PublishPlan,
} from "./schema.ts";
import { shippedPacks, shippedPlanId, shippedPlans } from "./shipped-plans.ts";

const PRICES_MAX = intervals.length * currencies.length;

const Pt = z.string().max(20);

const Money = z.object({
  amountMinor: z.int().min(0).meta({ description: "In the currency's minor unit" }),
  currency: z.enum(currencies),
});

const Price = Money.extend({ interval: z.enum(intervals) });

const PlanDocument = z
  .object({
    plan: z.enum(plans),
    name: z.string().max(40),
    versionId: z.string().max(64),
    version: z.int().min(1),
    publishedAt: z.iso.datetime().max(40),
    free: z.boolean().meta({ description: "It costs nothing" }),
    prices: z.array(Price).max(PRICES_MAX),
    monthlyPt: Pt.meta({ description: "PT of one month, decimal" }),
    monthlyMicroPt: Pt,
    trialDays: z.int().min(0),
    trialPt: Pt.meta({ description: "PT of the trial, decimal" }),
    trialMicroPt: Pt,
    advancedShareCapPercent: z.int().nullable().meta({
      description: "Largest share of the plan's PT for advanced models; null: no cap",
    }),
    modelClasses: z.array(z.enum(modelClasses)).max(modelClasses.length),
    seatsIncluded: z.int().min(1),
    seatsMax: z.int().min(1),
    seatPrices: z.array(Price).max(PRICES_MAX).meta({ description: "Of each extra seat" }),
    seatMonthlyPt: Pt.meta({ description: "PT that an extra seat adds a month, decimal" }),
    seatMonthlyMicroPt: Pt,
    requestsPerMinute: z.int().min(1),
    storageBytes: z.int().min(0),
  })
  .meta({ id: "Plan" });

const PackDocument = z
  .object({
    id: z.string().max(40),
    amountPt: Pt.meta({ description: "PT, decimal" }),
    amountMicroPt: Pt,
    prices: z.array(Money).max(currencies.length),
  })
  .meta({ id: "Pack" });

const PlanList = z.object({
  items: z.array(PlanDocument).max(offeredPlans.length),
  packs: z.array(PackDocument).max(12),
  nextCursor: z.null(),
});

const microOf = (pt: number) => String(ptToMicro(pt));

const toPrice = ({ interval, amountMinor, currency }: PlanPrice) => ({
  amountMinor,
  currency,
  interval,
});

function toDocument(version: PlanVersion): z.infer<typeof PlanDocument> {
  return {
    plan: version.plan,
    name: version.name,
    versionId: version.id,
    version: version.version,
    publishedAt: toIso(version.publishedAtMs),
    free: isFreeOfCharge(version),
    prices: version.prices.map(toPrice),
    monthlyPt: String(version.ptPerPeriod),
    monthlyMicroPt: microOf(version.ptPerPeriod),
    trialDays: version.trialDays,
    trialPt: String(version.trialPt),
    trialMicroPt: microOf(version.trialPt),
    advancedShareCapPercent: version.advancedShareCapPercent,
    modelClasses: version.modelClasses,
    seatsIncluded: version.seatsIncluded,
    seatsMax: version.seatsMax,
    seatPrices: version.seatPrices.map(toPrice),
    seatMonthlyPt: String(version.ptPerSeat),
    seatMonthlyMicroPt: microOf(version.ptPerSeat),
    requestsPerMinute: version.requestsPerMinute,
    storageBytes: version.storageBytes,
  };
}

const toPackDocument = ({ id, pt, prices }: Pack) => ({
  id,
  amountPt: String(pt),
  amountMicroPt: microOf(pt),
  prices,
});

const example = toDocument({
  ...shippedPlans.pro,
  id: shippedPlanId("pro"),
  plan: "pro",
  version: 1,
  publishedAtMs: Date.UTC(2026, 10, 21, 8),
});

const listRoute = apiRoute({
  method: "get",
  path: "/plans",
  operationId: "listPlans",
  summary: "List plans and packs",
  description:
    "The plans on offer, from the least to the most, and the PT packs, with their prices before tax. Open to everyone. Whoever is on an older version of a plan keeps its terms.",
  tags: ["Plans"],
  scope: null,
  responses: {
    200: jsonAnswer("What is on offer", PlanList, {
      items: [example],
      packs: shippedPacks.slice(0, 1).map(toPackDocument),
      nextCursor: null,
    }),
  },
});

const publishRoute = apiRoute({
  method: "post",
  path: "/admin/plans/{plan}/versions",
  operationId: "publishPlan",
  summary: "Publish a version of a plan",
  description:
    "The terms become the plan's next version: on offer at once here, within five seconds everywhere. Workspaces on older versions keep them, and their running periods. With `basedOnVersion` it is refused with `conflict` when another version came since. For the operator of the deployment.",
  tags: ["Plans"],
  scope: "write",
  idempotent: true,
  request: {
    params: z.object({
      plan: z.enum(plans).meta({ description: "Which plan", example: "pro" }),
    }),
    body: jsonBody(PublishPlan, { ...shippedPlans.pro, basedOnVersion: 1 }),
  },
  responses: { 201: jsonAnswer("The new version", PlanDocument, { ...example, version: 2 }) },
  problems: ["conflict"],
});

export function registerPlanRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { ctx } = c.var;
    const [versions, packs] = await Promise.all([listPlans(ctx), listPacks(ctx)]);
    const items = versions.map(toDocument);
    return c.json({ items, packs: packs.map(toPackDocument), nextCursor: null }, 200);
  });
  api.openapi(publishRoute, async (c) => {
    const { plan } = c.req.valid("param");
    const version = await publishPlan(c.var.ctx, plan, c.req.valid("json"));
    return c.json(toDocument(version), 201);
  });
}
