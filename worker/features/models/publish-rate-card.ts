import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx } from "#platform/ctx";
import { isUniqueViolation, runBatch } from "#platform/db";
import { publicPages } from "#platform/public-pages";
import { readRateCard, rememberRateCard } from "./get-rate-card.ts";
import { type RateCard, RateCardInput } from "./schema.ts";
import { rateCards } from "./tables.ts";

const TRIES_MAX = 5;

function changed(current: number): Problem {
  return new Problem("conflict", {
    detail: "Another rate card was published meanwhile. Look at it, then publish again.",
    extensions: { currentVersion: current },
  });
}

/**
 * Publishes a whole rate card: it becomes the next version and is in force at once here, within
 * five seconds everywhere. Holds that are open keep the prices they were made with. Only the
 * operator and jobs may (`asJob`: the caller is one). With `basedOnVersion` it refuses with
 * `conflict` when that is no longer the current version; without, the last publish wins.
 */
export async function publishRateCard(
  ctx: Ctx,
  input: RateCardInput,
  { asJob = false }: { asJob?: boolean } = {},
): Promise<RateCard> {
  if (!asJob) requireOperator(ctx);
  const { models, basedOnVersion } = parseInput(RateCardInput, input);
  for (let tries = 1; ; tries++) {
    const current = await readRateCard(ctx);
    if (basedOnVersion !== undefined && basedOnVersion !== current.version) {
      throw changed(current.version);
    }
    const card = { version: current.version + 1, models, publishedAtMs: ctx.clock.now() };
    try {
      await runBatch(ctx.db, [
        ctx.db.insert(rateCards).values({ ...card, publishedBy: actorLabel(ctx.actor) }),
        auditRow(ctx, "rate-card.published", `card_${card.version}`, { models: models.length }),
      ]);
    } catch (cause) {
      if (!isUniqueViolation(cause, "rate_cards.version")) throw cause;
      if (tries === TRIES_MAX) throw changed(card.version);
      continue;
    }
    rememberRateCard(card, card.publishedAtMs);
    publicPages.drop();
    return card;
  }
}
