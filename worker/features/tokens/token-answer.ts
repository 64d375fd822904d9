import type { ProgramId } from "#core/ids";
import { DAY_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { ACCESS_TOKEN_TTL_MS, newAccessToken } from "./access-token.ts";
import type { Scopes, TokenAnswer } from "./schema.ts";

/** A program that does not renew its tokens for so long has to ask again. */
export const PROGRAM_TTL_MS = 90 * DAY_MS;

/** What a program is handed: a new access token beside that refresh token. */
export async function tokenAnswer(
  ctx: Ctx,
  program: { id: ProgramId; scopes: Scopes },
  refreshToken: string,
): Promise<TokenAnswer> {
  const { authSecret } = ctx.settings;
  return {
    accessToken: await newAccessToken(authSecret, program.id, ctx.clock.now()),
    refreshToken,
    expiresInSeconds: ACCESS_TOKEN_TTL_MS / 1_000,
    scopes: program.scopes,
  };
}
