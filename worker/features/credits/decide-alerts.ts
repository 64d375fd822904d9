import { MICRO_PER_PT } from "#core/money";
import type { SpendLimitSettings } from "#features/workspaces/schema";
import type { PeriodUseDocument } from "#objects/ledger";

/** Something that the people of a workspace are told once a period. `name` says it was told. */
export type Alert =
  | { type: "usage"; name: string; percent: number; usedMicroPt: number; grantedMicroPt: number }
  | { type: "low"; name: string; availableMicroPt: number }
  | { type: "exhausted"; name: string }
  | { type: "cap"; name: string; capMicroPt: number };

export interface AlertFacts {
  use: PeriodUseDocument;
  limits: SpendLimitSettings;
  /** Names of what was told in this period. */
  raised: ReadonlySet<string>;
  /** True when the cap has just refused a hold, though it is not used up to the last PT. */
  capRefused: boolean;
}

export interface AlertDecision {
  alerts: Alert[];
  /** What counts as told with them: a lower threshold that a higher one has overtaken. */
  names: string[];
}

function usageAlerts({ use, limits, raised }: AlertFacts): AlertDecision {
  const { planUsedMicroPt, grantedMicroPt } = use;
  if (planUsedMicroPt === null || grantedMicroPt === null || grantedMicroPt <= 0) {
    return { alerts: [], names: [] };
  }
  const reached = limits.alertPercents.filter(
    (percent) => planUsedMicroPt * 100 >= grantedMicroPt * percent,
  );
  const due = reached.filter((percent) => !raised.has(`usage:${percent}`));
  const highest = Math.max(...due);
  const names = due.map((percent) => `usage:${percent}`);
  // A threshold below one that was told before comes of a change of the limits: old news.
  const isNews = due.length > 0 && highest === Math.max(...reached);
  const alert: Alert = {
    type: "usage",
    name: `usage:${highest}`,
    percent: highest,
    usedMicroPt: planUsedMicroPt,
    grantedMicroPt,
  };
  return { alerts: isNews ? [alert] : [], names };
}

function balanceAlerts({ use, limits, raised }: AlertFacts): AlertDecision {
  // What running requests hold is not gone yet.
  const leftMicroPt = use.availableMicroPt + use.heldMicroPt;
  if (use.spentMicroPt > 0 && leftMicroPt < MICRO_PER_PT) {
    if (raised.has("exhausted")) return { alerts: [], names: [] };
    return { alerts: [{ type: "exhausted", name: "exhausted" }], names: ["exhausted", "low"] };
  }
  const isLow = limits.lowMicroPt !== null && leftMicroPt <= limits.lowMicroPt;
  if (!isLow || use.spentMicroPt === 0 || raised.has("low")) return { alerts: [], names: [] };
  return {
    alerts: [{ type: "low", name: "low", availableMicroPt: leftMicroPt }],
    names: ["low"],
  };
}

function capAlerts({ use, limits, raised, capRefused }: AlertFacts): AlertDecision {
  const { capMicroPt } = limits;
  if (capMicroPt === null) return { alerts: [], names: [] };
  // A cap that was raised may be reached again.
  const name = `cap:${capMicroPt}`;
  const isReached = capRefused || use.spentMicroPt >= capMicroPt;
  if (!isReached || raised.has(name)) return { alerts: [], names: [] };
  return { alerts: [{ type: "cap", name, capMicroPt }], names: [name] };
}

/**
 * What has to be told now: the highest threshold of the plan's PT that is reached for the first
 * time, a balance that is low or gone, and a cap that is reached. Nothing is told twice in a period.
 */
export function decideAlerts(facts: AlertFacts): AlertDecision {
  const parts = [usageAlerts(facts), balanceAlerts(facts), capAlerts(facts)];
  return {
    alerts: parts.flatMap(({ alerts }) => alerts),
    names: [...new Set(parts.flatMap(({ names }) => names))].filter(
      (name) => !facts.raised.has(name),
    ),
  };
}

const MAILED_PERCENT_MIN = 80;

/**
 * Whether an alert also goes out as mail: whatever somebody asked for, and on paid plans what needs
 * an answer soon.
 */
export function isMailed(
  alert: Alert,
  { asked, paid }: { asked: boolean; paid: boolean },
): boolean {
  if (alert.type === "cap" || alert.type === "low") return true;
  if (asked) return true;
  return paid && (alert.type === "exhausted" || alert.percent >= MAILED_PERCENT_MIN);
}
