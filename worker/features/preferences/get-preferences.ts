import { requirePerson } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { findRow, toPreferences } from "./preferences-row.ts";
import type { Preferences } from "./schema.ts";

/** What the person has chosen to be told, and where. Others than people are `unauthorized`. */
export async function getPreferences(ctx: Ctx): Promise<Preferences> {
  return toPreferences(await findRow(ctx, requirePerson(ctx)));
}
