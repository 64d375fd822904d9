import { newId } from "#core/ids";
import { MINUTE_MS } from "#core/time";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { admitProgramRequest } from "./admit.ts";
import { parseClient, parseScopes } from "./parse-grant.ts";
import { hashToken, newDeviceCode } from "./refresh-token.ts";
import type { DeviceAnswer } from "./schema.ts";
import { programRequests } from "./tables.ts";
import { newUserCode, shownUserCode } from "./user-code.ts";

const REQUEST_TTL_MS = 15 * MINUTE_MS;
const POLL_EVERY_SECONDS = 5;

/**
 * Begins letting in a program without a browser (RFC 8628, section 3.2): it shows the user code and
 * the address, and polls with the device code, which lasts fifteen minutes. Refuses a name or scopes
 * that are not well-formed with `grant-refused`, and the 31st in ten minutes from a network with
 * `too-many-requests`. A repeat makes another request.
 */
export async function requestDevice(
  ctx: Ctx,
  input: { clientId?: string | undefined; scope?: string | undefined },
): Promise<DeviceAnswer> {
  const clientId = parseClient(input.clientId);
  const scopes = parseScopes(input.scope);
  await admitProgramRequest(ctx);
  const now = ctx.clock.now();
  const id = newId("ask", now);
  const deviceCode = newDeviceCode();
  const userCode = newUserCode();
  await runBatch(ctx.db, [
    ctx.db.insert(programRequests).values({
      id,
      deviceCodeHash: await hashToken(deviceCode),
      userCode,
      clientId,
      scopes,
      state: "waiting",
      intervalSeconds: POLL_EVERY_SECONDS,
      createdAtMs: now,
      expiresAtMs: now + REQUEST_TTL_MS,
    }),
    auditRow(ctx, "program.requested", id, { clientId, scopes }),
  ]);
  const shown = shownUserCode(userCode);
  return {
    deviceCode,
    userCode: shown,
    verificationUri: `${ctx.origin}/device`,
    verificationUriComplete: `${ctx.origin}/device?code=${shown}`,
    expiresInSeconds: REQUEST_TTL_MS / 1_000,
    intervalSeconds: POLL_EVERY_SECONDS,
  };
}
