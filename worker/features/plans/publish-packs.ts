import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx } from "#platform/ctx";
import { isUniqueViolation, runBatch } from "#platform/db";
import { publicPages } from "#platform/public-pages";
import { dropPackList, type PackList, readPackList } from "./list-packs.ts";
import { PublishPacks } from "./schema.ts";
import { packLists } from "./tables.ts";

const TRIES_MAX = 5;

function changed(currentVersion: number): Problem {
  return new Problem("conflict", {
    detail: "Other packs were published meanwhile. Look at them, then publish again.",
    extensions: { currentVersion },
  });
}

/**
 * Publishes the whole list of packs: on offer at once here, within five seconds everywhere. What was
 * bought keeps its amounts. Only the operator may. With `basedOnVersion` it refuses with `conflict`
 * when that is no longer the current list; without, the last publish wins.
 */
export async function publishPacks(ctx: Ctx, input: PublishPacks): Promise<PackList> {
  requireOperator(ctx);
  const { packs, basedOnVersion } = parseInput(PublishPacks, input);
  for (let tries = 1; ; tries++) {
    const current = await readPackList(ctx);
    if (basedOnVersion !== undefined && basedOnVersion !== current.version) {
      throw changed(current.version);
    }
    const version = current.version + 1;
    const publishedAtMs = ctx.clock.now();
    try {
      await runBatch(ctx.db, [
        ctx.db
          .insert(packLists)
          .values({ version, packs, publishedBy: actorLabel(ctx.actor), publishedAtMs }),
        auditRow(ctx, "packs.published", `packs-${version}`, { packs: packs.length }),
      ]);
    } catch (cause) {
      if (!isUniqueViolation(cause, "pack_lists.version")) throw cause;
      if (tries === TRIES_MAX) throw changed(version);
      continue;
    }
    dropPackList();
    publicPages.drop();
    return { version, packs };
  }
}
