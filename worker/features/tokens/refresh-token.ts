import type { ProgramId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { seal, sha256Hex, unseal } from "#platform/seal";
import { refreshTokens } from "./tables.ts";

const PURPOSE = "refresh-token";
const SECRET_BYTES = 32;

/** 256 random bits, so that a plain hash keeps it. */
function newSecret(prefix: string): string {
  return `${prefix}_${crypto.getRandomValues(new Uint8Array(SECRET_BYTES)).toHex()}`;
}

export const newRefreshToken = (): string => newSecret("rt_selv");
export const newDeviceCode = (): string => newSecret("dc_selv");

export async function hashToken(token: string): Promise<string> {
  return await sha256Hex(token);
}

/** For a reply that was lost: the one place where a token can be read again, for seconds. */
export async function sealToken(ctx: Ctx, token: string): Promise<string> {
  return await seal(ctx.settings, PURPOSE, token);
}

export async function unsealToken(ctx: Ctx, sealed: string): Promise<string> {
  return await unseal(ctx.settings, PURPOSE, sealed);
}

/** The row of the token with that hash. */
export function refreshTokenRow(ctx: Ctx, programId: ProgramId, hash: string): Statement {
  return ctx.db.insert(refreshTokens).values({ hash, programId, createdAtMs: ctx.clock.now() });
}
