import { z } from "zod";
import { scopes } from "#features/api-keys/schema";

/** RFC 8628 and RFC 6749, section 5.2: what a program is told. */
export const refusalCodes = [
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "unsupported_grant_type",
  "invalid_scope",
  "authorization_pending",
  "slow_down",
  "access_denied",
  "expired_token",
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export type RequestState = "waiting" | "approved" | "denied" | "done";
export type EndReason = "by-person" | "by-program" | "reuse";

/** What a program calls itself, such as `backup-tool`. */
export const ClientId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, "such as backup-tool");

/** Scopes with spaces between them, as in RFC 6749, section 3.3. */
export const ScopeText = z
  .string()
  .max(100)
  .transform((text) => [...new Set(text.split(" ").filter((one) => one !== ""))])
  .pipe(z.array(z.enum(scopes)).min(1).max(scopes.length));

export const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

export const UserCodeInput = z.object({
  /** As it was typed: case, spaces and dashes do not count. */
  code: z.string().max(40),
});
export type UserCodeInput = z.input<typeof UserCodeInput>;

export type Scopes = (typeof scopes)[number][];

/** What a program gets: RFC 6749, section 5.1. */
export interface TokenAnswer {
  accessToken: string;
  refreshToken: string;
  expiresInSeconds: number;
  scopes: Scopes;
}

export interface DeviceAnswer {
  deviceCode: string;
  userCode: string;
  verificationUri: string;
  verificationUriComplete: string;
  expiresInSeconds: number;
  intervalSeconds: number;
}

/** A program that waits to be let in. */
export interface ProgramRequestView {
  userCode: string;
  clientId: string;
  scopes: Scopes;
  createdAtMs: number;
}

/** A program that was let in. */
export interface ProgramView {
  id: string;
  clientId: string;
  workspaceName: string;
  scopes: Scopes;
  createdAtMs: number;
  lastUsedAtMs: number | null;
}
