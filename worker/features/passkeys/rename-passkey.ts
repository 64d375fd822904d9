import { eq } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { getOwnPasskey } from "./get-own-passkey.ts";
import { PasskeyRenaming } from "./schema.ts";
import { passkeys } from "./tables.ts";

/** Gives a passkey of the signed-in person another name. Safe to repeat. */
export async function renamePasskey(ctx: Ctx, id: string, input: PasskeyRenaming): Promise<void> {
  const row = await getOwnPasskey(ctx, id);
  const { name } = parseInput(PasskeyRenaming, input);
  await runBatch(ctx.db, [
    ctx.db.update(passkeys).set({ name }).where(eq(passkeys.id, row.id)),
    auditRow(ctx, "passkey.renamed", row.id),
  ]);
}
