import { and, count, eq, isNull } from "drizzle-orm";
import { requireUser } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { TwoFactorState } from "./schema.ts";
import { backupCodes, twoFactors } from "./tables.ts";
import { listTrustedDevices } from "./trusted-devices.ts";

/** Whether the signed-in person is asked for a second factor, and what they have left for it. */
export async function getTwoFactor(ctx: Ctx): Promise<TwoFactorState> {
  const { userId } = requireUser(ctx);
  const row = await ctx.db
    .select({ confirmedAtMs: twoFactors.confirmedAtMs })
    .from(twoFactors)
    .where(eq(twoFactors.userId, userId))
    .get();
  const sinceMs = row?.confirmedAtMs ?? null;
  if (sinceMs === null) return { on: false, sinceMs, backupCodesLeft: 0, trustedDevices: [] };
  const left = await ctx.db
    .select({ count: count() })
    .from(backupCodes)
    .where(and(eq(backupCodes.userId, userId), isNull(backupCodes.usedAtMs)))
    .get();
  const trustedDevices = await listTrustedDevices(ctx);
  return { on: true, sinceMs, backupCodesLeft: left?.count ?? 0, trustedDevices };
}
