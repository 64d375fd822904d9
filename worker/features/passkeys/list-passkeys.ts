import { desc, eq } from "drizzle-orm";
import { requirePerson } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { PasskeyView } from "./schema.ts";
import { passkeys } from "./tables.ts";
import { toPasskeyView } from "./to-passkey-view.ts";

/** The person's passkeys, newest first. */
export async function listPasskeys(ctx: Ctx): Promise<PasskeyView[]> {
  const rows = await ctx.db
    .select()
    .from(passkeys)
    .where(eq(passkeys.userId, requirePerson(ctx)))
    .orderBy(desc(passkeys.createdAtMs), desc(passkeys.id));
  return rows.map(toPasskeyView);
}
