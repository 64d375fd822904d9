import { and, desc, eq, gt, isNotNull } from "drizzle-orm";
import { isId, type UserId } from "#core/ids";
import { Problem } from "#core/problem";
import { DAY_MS } from "#core/time";
import { describeClient, readDeviceHash } from "#features/sessions";
import { devices } from "#features/sessions/tables";
import { requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import type { TrustedDevice } from "./schema.ts";

const TRUST_MS = 30 * DAY_MS;
const DEVICES_MAX = 100;

/** The rows that ask no second factor from that browser of the person for thirty days. */
export function trustRows(ctx: Ctx, userId: UserId, deviceHash: string): Statement[] {
  return [
    ctx.db
      .update(devices)
      .set({ trustedUntilMs: ctx.clock.now() + TRUST_MS })
      .where(and(eq(devices.userId, userId), eq(devices.deviceHash, deviceHash))),
  ];
}

/** The browsers that are not asked for a second factor, last seen first. */
export async function listTrustedDevices(ctx: Ctx): Promise<TrustedDevice[]> {
  const { userId } = requireUser(ctx);
  const here = await readDeviceHash(ctx);
  const rows = await ctx.db
    .select()
    .from(devices)
    .where(and(eq(devices.userId, userId), gt(devices.trustedUntilMs, ctx.clock.now())))
    .orderBy(desc(devices.lastSeenAtMs))
    .limit(DEVICES_MAX);
  return rows.map((row) => {
    const { browser, system } = describeClient(row.userAgent);
    const { id, country, city, network, lastSeenAtMs, trustedUntilMs, deviceHash } = row;
    return {
      id,
      browser,
      system,
      country,
      city,
      network,
      lastSeenAtMs,
      trustedUntilMs: trustedUntilMs ?? 0,
      current: deviceHash === here,
    };
  });
}

/**
 * Asks for the second factor again on that browser. Someone else's device is `not-found`. Safe to
 * repeat.
 */
export async function distrustDevice(ctx: Ctx, id: string): Promise<void> {
  const { userId } = requireUser(ctx);
  const own = isId("dev", id) ? and(eq(devices.id, id), eq(devices.userId, userId)) : undefined;
  const found =
    own === undefined
      ? undefined
      : await ctx.db.select({ id: devices.id }).from(devices).where(own).get();
  if (found === undefined) throw new Problem("not-found", { detail: "There is no such device." });
  await runBatch(ctx.db, [
    ctx.db
      .update(devices)
      .set({ trustedUntilMs: null })
      .where(and(own, isNotNull(devices.trustedUntilMs))),
    auditRow(ctx, "device.distrusted", id),
  ]);
}
