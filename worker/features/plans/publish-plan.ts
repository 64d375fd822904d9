import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx, type Plan } from "#platform/ctx";
import { isUniqueViolation, runBatch } from "#platform/db";
import { publicPages } from "#platform/public-pages";
import { planCache } from "./plan-cache.ts";
import { readOffer } from "./read-offer.ts";
import { type PlanVersion, PublishPlan } from "./schema.ts";
import { planVersions } from "./tables.ts";

const TRIES_MAX = 5;

function changed(currentVersion: number): Problem {
  return new Problem("conflict", {
    detail: "Another version of the plan was published meanwhile. Look at it, then publish again.",
    extensions: { currentVersion },
  });
}

function onlyFree(): Problem {
  const detail = "only the free plan's PT come again without a payment";
  return new Problem("invalid-input", { detail, errors: [{ pointer: "/renewsFree", detail }] });
}

/**
 * Publishes the terms of a plan as its next version: on offer at once here, within five seconds
 * everywhere. Workspaces that are on an older version stay on it, and so do their running periods.
 * Only the operator may. With `basedOnVersion` it refuses with `conflict` when that is no longer the
 * current version; without, the last publish wins, so that a repeat makes one more equal version.
 */
export async function publishPlan(
  ctx: Ctx,
  plan: Plan,
  input: typeof PublishPlan._zod.input,
): Promise<PlanVersion> {
  requireOperator(ctx);
  const { basedOnVersion, ...terms } = parseInput(PublishPlan, input);
  if (terms.renewsFree && plan !== "free") throw onlyFree();
  for (let tries = 1; ; tries++) {
    const current = (await readOffer(ctx))[plan];
    if (basedOnVersion !== undefined && basedOnVersion !== current.version) {
      throw changed(current.version);
    }
    const publishedAtMs = ctx.clock.now();
    const id = newId("plan", publishedAtMs);
    const version = current.version + 1;
    try {
      await runBatch(ctx.db, [
        ctx.db
          .insert(planVersions)
          .values({ id, plan, version, terms, publishedBy: actorLabel(ctx.actor), publishedAtMs }),
        auditRow(ctx, "plan.published", id, { plan, version }),
      ]);
    } catch (cause) {
      if (!isUniqueViolation(cause, "plan_versions.plan")) throw cause;
      if (tries === TRIES_MAX) throw changed(version);
      continue;
    }
    planCache.drop();
    publicPages.drop();
    return { ...terms, id, plan, version, publishedAtMs };
  }
}
