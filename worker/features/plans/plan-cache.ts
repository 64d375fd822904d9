import type { Id } from "#core/ids";
import { SECOND_MS } from "#core/time";
import type { Ctx, Plan } from "#platform/ctx";
import type { PlanVersion } from "./schema.ts";

/** What is on offer: the current version of every plan, the visitor's too. */
export type Offer = Record<Plan, PlanVersion>;

/** A publish elsewhere is seen here at the latest after this long. */
export const STALE_AFTER_MS = 5 * SECOND_MS;
/** From this age on the offer is read again beside the request that found it. */
const REFRESH_AFTER_MS = 2 * SECOND_MS;
const VERSIONS_MAX = 1_000;

let offer: { plans: Offer; readAtMs: number } | undefined;
let refreshingSinceMs = -Infinity;
const versions = new Map<Id<"plan">, PlanVersion>();

function remember(version: PlanVersion): void {
  if (versions.size >= VERSIONS_MAX) versions.clear();
  versions.set(version.id, version);
}

function rememberOffer(plans: Offer, readAtMs: number): void {
  offer = { plans, readAtMs };
  for (const version of Object.values(plans)) remember(version);
}

/** What this isolate knows of plans. A version never changes, so only the offer can be old. */
export const planCache = {
  /** The offer, read with `read` when what is known is older than five seconds. */
  async offer(ctx: Ctx, read: (ctx: Ctx) => Promise<Offer>): Promise<Offer> {
    const nowMs = ctx.clock.now();
    const refresh = async () => {
      const plans = await read(ctx);
      rememberOffer(plans, nowMs);
      return plans;
    };
    if (offer === undefined) return await refresh();
    const ageMs = nowMs - offer.readAtMs;
    if (ageMs < 0 || ageMs >= STALE_AFTER_MS) return await refresh();
    if (ageMs >= REFRESH_AFTER_MS && nowMs - refreshingSinceMs > STALE_AFTER_MS) {
      refreshingSinceMs = nowMs;
      ctx.defer(
        refresh()
          .catch((cause: unknown) => ctx.log.error("plans.not-refreshed", cause))
          .finally(() => {
            refreshingSinceMs = -Infinity;
          }),
      );
    }
    return offer.plans;
  },
  find: (id: Id<"plan">): PlanVersion | undefined => versions.get(id),
  keep: remember,
  /** Forgets what is on offer: a version has just been published here. */
  drop(): void {
    offer = undefined;
  },
};
