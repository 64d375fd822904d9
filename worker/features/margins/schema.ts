import { z } from "zod";
import type { Plan } from "#platform/ctx";

export const lights = ["green", "yellow", "red"] as const;
/** Green above 65 %, yellow from 50 to 65 %, red below. */
export type Light = (typeof lights)[number];

/** Money of the window in micro-US dollars. */
export interface Margin {
  revenueMicroUsd: number;
  /** What providers took; null when the price of a model that was used is not known. */
  costMicroUsd: number | null;
  /** Of the revenue, in percent with one decimal; null without revenue or cost. */
  marginPercent: number | null;
  light: Light | null;
}

export interface PlanMargin extends Margin {
  plan: Plan;
  accounts: number;
}

export interface ModelMargin extends Margin {
  model: string;
  answers: number;
}

export interface AccountMargin extends Margin {
  accountId: string;
  workspaceId: string;
  workspaceName: string;
  plan: Plan;
}

/** The margins of the last days, as of a night. */
export interface MarginReport {
  /** The last day that is in it. */
  day: string;
  days: number;
  madeAtMs: number;
  total: Margin;
  plans: PlanMargin[];
  models: ModelMargin[];
  /** Those with the lowest margins first. */
  accounts: AccountMargin[];
  /** Of the total's cost, what the platform used for itself; reports of before it was known have none. */
  ownCostMicroUsd?: number | null;
  /** Models that were used and whose provider's price is not known. */
  unpricedModels: string[];
  /** What the providers' own cost reports say for the same days; null without any. */
  reportedCostMicroUsd: number | null;
}

/** What is done by itself about a plan in the red. */
export interface MarginSettings {
  /** Answer advanced models with core ones, where the workspace agreed. */
  autoRoute: boolean;
  /** The plans for which that is so now. */
  routedPlans: Plan[];
}

export const MarginSettingsInput = z.object({ autoRoute: z.boolean() });
export type MarginSettingsInput = z.infer<typeof MarginSettingsInput>;
