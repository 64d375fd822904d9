import { and, asc, eq, ne, sql } from "drizzle-orm";
import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireUrl } from "#features/webhooks";
import { requirePerson, requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { sha256Hex } from "#platform/seal";
import { requireDevice } from "./access.ts";
import { deviceLabel } from "./device-label.ts";
import { lastDeliveries } from "./last-deliveries.ts";
import { getPushKeys } from "./push-keys.ts";
import { DEVICES_MAX, type DeviceView, NewDevice } from "./schema.ts";
import { pushDevices } from "./tables.ts";
import { toDeviceView } from "./to-channel-view.ts";

function full(): Problem {
  return new Problem("limit-reached", {
    detail: `Push works on at most ${DEVICES_MAX} devices; switch one off first.`,
    extensions: { limit: DEVICES_MAX },
  });
}

/** What a browser subscribes with: the public key of this deployment, in base64url. */
export async function getPushPublicKey(ctx: Ctx): Promise<string> {
  requirePerson(ctx);
  return (await getPushKeys(ctx)).publicKey;
}

/**
 * Switches push on for a browser, from now on and in the language of this request. The same
 * subscription again is the same device; one that was another person's on a shared browser is this
 * person's now. Refuses an address that may not be called with `url-refused` and the 21st device with
 * `limit-reached`. Safe to repeat.
 */
export async function addDevice(
  ctx: Ctx,
  input: NewDevice,
  userAgent: string,
): Promise<DeviceView> {
  const { userId } = requireUser(ctx);
  const { endpoint: text, keys } = parseInput(NewDevice, input);
  const endpoint = await requireUrl(ctx, text);
  const endpointHash = await sha256Hex(endpoint);
  const now = ctx.clock.now();
  const row: typeof pushDevices.$inferSelect = {
    id: newId("push", now),
    userId,
    endpoint,
    endpointHash,
    ...keys,
    label: deviceLabel(userAgent),
    locale: ctx.locale,
    createdAtMs: now,
  };
  const { id: _, createdAtMs: __, ...renewed } = row;
  const others = and(eq(pushDevices.userId, userId), ne(pushDevices.endpointHash, endpointHash));
  const hasRoom = sql`(SELECT COUNT(*) FROM ${pushDevices} WHERE ${others}) < ${DEVICES_MAX}`;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, hasRoom),
      ctx.db
        .insert(pushDevices)
        .values(row)
        .onConflictDoUpdate({ target: pushDevices.endpointHash, set: renewed }),
      auditRow(ctx, "push-device.added", userId, { label: row.label }),
    ]);
  } catch (error) {
    if (isGuardFailure(error)) throw full();
    throw error;
  }
  const kept = await ctx.db
    .select()
    .from(pushDevices)
    .where(eq(pushDevices.endpointHash, endpointHash))
    .get();
  return toDeviceView(kept ?? row, undefined);
}

/** The person's browsers with push, oldest first, each with its last delivery. */
export async function listDevices(ctx: Ctx): Promise<DeviceView[]> {
  const userId = requirePerson(ctx);
  const rows = await ctx.db
    .select()
    .from(pushDevices)
    .where(eq(pushDevices.userId, userId))
    .orderBy(asc(pushDevices.createdAtMs), asc(pushDevices.id))
    .limit(DEVICES_MAX);
  const last = await lastDeliveries(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toDeviceView(row, last.get(row.id)));
}

/** Switches push off for a browser of the person. Another's, or one that is gone, is `not-found`. */
export async function removeDevice(ctx: Ctx, id: string): Promise<void> {
  const device = await requireDevice(ctx, id);
  await runBatch(ctx.db, [
    ctx.db.delete(pushDevices).where(eq(pushDevices.id, device.id)),
    auditRow(ctx, "push-device.removed", device.userId, { label: device.label }),
  ]);
}
