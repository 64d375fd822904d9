import { and, eq } from "drizzle-orm";
import { type Id, newId, type UserId } from "#core/ids";
import { DAY_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { readSignedCookie, setCookie, signedCookieValue } from "./cookies.ts";
import { hexSignature } from "./network.ts";
import { devices } from "./tables.ts";

/** Names the browser, not a person: it stays when people sign out and is worth nothing by itself. */
const DEVICE_COOKIE = "__Host-selvedge-device";
const DEVICE_CONTEXT = "device:";
/** The longest that browsers keep a cookie. */
const DEVICE_TTL_MS = 400 * DAY_MS;

/** A browser as one person's sign-ins know it. */
export interface Device {
  deviceHash: string;
  /** Undefined when this person has never signed in with it. */
  known: { id: Id<"dev">; trustedUntilMs: number | null } | undefined;
  setCookies: string[];
}

async function hashOf(ctx: Ctx, deviceId: string): Promise<string> {
  return await hexSignature(ctx.settings.authSecret, DEVICE_CONTEXT + deviceId);
}

/** The hash of the browser's device cookie, when it has one of ours. */
export async function readDeviceHash(ctx: Ctx): Promise<string | undefined> {
  const { authSecret } = ctx.settings;
  const { cookieHeader } = ctx.client;
  const id = await readSignedCookie(cookieHeader, DEVICE_COOKIE, authSecret, DEVICE_CONTEXT);
  return id === undefined ? undefined : await hashOf(ctx, id);
}

/** The browser of this request as that person's device; a browser without a cookie gets one. */
export async function findDevice(ctx: Ctx, userId: UserId): Promise<Device> {
  const deviceHash = await readDeviceHash(ctx);
  if (deviceHash === undefined) {
    const id = crypto.getRandomValues(new Uint8Array(16)).toHex();
    const value = await signedCookieValue(id, ctx.settings.authSecret, DEVICE_CONTEXT);
    return {
      deviceHash: await hashOf(ctx, id),
      known: undefined,
      setCookies: [setCookie(DEVICE_COOKIE, value, DEVICE_TTL_MS / 1_000)],
    };
  }
  const known = await ctx.db
    .select({ id: devices.id, trustedUntilMs: devices.trustedUntilMs })
    .from(devices)
    .where(and(eq(devices.userId, userId), eq(devices.deviceHash, deviceHash)))
    .get();
  return { deviceHash, known, setCookies: [] };
}

/** The row that makes the browser known to the person, or notes that it was seen again. */
export function deviceRow(ctx: Ctx, userId: UserId, deviceHash: string): Statement {
  const nowMs = ctx.clock.now();
  const { userAgent, country, city, network } = ctx.client;
  const seen = { userAgent, country, city, network, lastSeenAtMs: nowMs };
  return ctx.db
    .insert(devices)
    .values({ id: newId("dev", nowMs), userId, deviceHash, firstSeenAtMs: nowMs, ...seen })
    .onConflictDoUpdate({ target: [devices.userId, devices.deviceHash], set: seen });
}
