import { desc } from "drizzle-orm";
import { SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import type { Pack } from "./schema.ts";
import { shippedPacks } from "./shipped-plans.ts";
import { packLists } from "./tables.ts";

const STALE_AFTER_MS = 5 * SECOND_MS;

export interface PackList {
  /** 0: the shipped packs, which no row holds. */
  version: number;
  packs: Pack[];
}

let cached: { list: PackList; readAtMs: number } | undefined;

/** The packs on offer, from the database. */
export async function readPackList(ctx: Ctx): Promise<PackList> {
  const row = await ctx.db
    .select({ version: packLists.version, packs: packLists.packs })
    .from(packLists)
    .orderBy(desc(packLists.version))
    .limit(1)
    .get();
  return row ?? { version: 0, packs: shippedPacks };
}

/** Forgets what is on offer: a list has just been published here. */
export function dropPackList(): void {
  cached = undefined;
}

/** The packs with the version of their list. As fresh as `listPacks`. */
export async function getPackList(ctx: Ctx): Promise<PackList> {
  const nowMs = ctx.clock.now();
  const ageMs = cached === undefined ? Infinity : nowMs - cached.readAtMs;
  if (cached !== undefined && ageMs >= 0 && ageMs < STALE_AFTER_MS) return cached.list;
  const list = await readPackList(ctx);
  cached = { list, readAtMs: nowMs };
  return list;
}

/**
 * The PT packs on offer, in their order. Never older than five seconds, nor than what this isolate
 * itself published. What was bought keeps the amounts it was bought with.
 */
export async function listPacks(ctx: Ctx): Promise<Pack[]> {
  return (await getPackList(ctx)).packs;
}
