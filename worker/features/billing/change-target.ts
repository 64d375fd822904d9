import { Problem } from "#core/problem";
import { currentPlan, getPlanVersion } from "#features/plans";
import type { PlanVersion } from "#features/plans/schema";
import type { Ctx } from "#platform/ctx";
import { amountOf, decideChange, keptSeats, seatsFor, type Terms } from "./decide-change.ts";
import type { ChangeKind, ChangeTarget } from "./schema.ts";
import { isPausedRow, type SubscriptionRow } from "./subscription-row.ts";

type Target = ReturnType<typeof ChangeTarget.parse>;

export interface DecidedChange {
  kind: ChangeKind;
  before: Terms;
  after: Terms;
}

export async function termsOf(ctx: Ctx, row: SubscriptionRow): Promise<Terms> {
  const version = await getPlanVersion(ctx, row.planVersionId);
  return { version, plan: row.plan, interval: row.interval, seats: row.seats };
}

function refuse(pointer: string, detail: string): Problem {
  return new Problem("invalid-input", { detail, errors: [{ pointer, detail }] });
}

/** Whoever stays on a plan stays on the version that they took; another plan is the one on offer. */
async function versionFor(ctx: Ctx, before: Terms, target: Target): Promise<PlanVersion> {
  if (target.plan !== undefined && target.plan !== before.plan) {
    return await currentPlan(ctx, target.plan);
  }
  return before.version;
}

/** Refuses what cannot be changed now, with `conflict` and what has to be done first. */
export function requireChangeable(row: SubscriptionRow): void {
  const refuseWith = (detail: string, reason: string) => {
    throw new Problem("conflict", { detail, extensions: { reason, href: "/billing" } });
  };
  if (isPausedRow(row)) refuseWith("The subscription is paused; end the pause first.", "paused");
  if (row.cancelAtMs !== null) {
    refuseWith("The subscription ends by itself; resume it first.", "ending");
  }
  if (row.status !== "active" && row.status !== "trialing") {
    refuseWith("A payment is open; pay it first.", "unpaid");
  }
}

/**
 * What a change would make of a subscription, and whether that is more or less. Refuses plans, seats
 * and intervals that are not for sale with `invalid-input`.
 */
export async function decideTarget(
  ctx: Ctx,
  row: SubscriptionRow,
  target: Target,
): Promise<DecidedChange> {
  const before = await termsOf(ctx, row);
  const plan = target.plan ?? before.plan;
  const interval = target.interval ?? before.interval;
  let version = await versionFor(ctx, before, target);
  const isSold = (one: PlanVersion) =>
    amountOf({ version: one, plan, interval, seats: one.seatsIncluded }, row.currency) !==
    undefined;
  if (!isSold(version)) version = await currentPlan(ctx, plan);
  if (!isSold(version)) throw refuse("/plan", "this plan is not for sale like this");
  if (target.seats !== undefined && target.seats > version.seatsMax) {
    throw refuse("/seats", `at most ${version.seatsMax} seats in this plan`);
  }
  const seats =
    target.seats === undefined ? keptSeats(before, version) : seatsFor(version, target.seats);
  const after = { version, plan, interval, seats };
  // Nothing is paid in a trial, so nothing has to wait for the end of a period.
  const kind = decideChange(before, after, row.currency);
  const inTrial = row.status === "trialing" && kind === "downgrade";
  return { kind: inTrial ? "upgrade" : kind, before, after };
}
