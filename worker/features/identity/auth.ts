import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth/minimal";
import { type IdPrefix, newId, type UserId } from "#core/ids";
import { DAY_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { type Beside, collectingDb } from "./collecting-db.ts";
import { SESSION_COOKIE } from "./cookies.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { PASSWORD_LENGTH_MAX } from "./schema.ts";
import { credentials, sessions, users, verifications } from "./tables.ts";

export const SESSION_TTL_MS = 30 * DAY_MS;

const prefixes: Record<string, IdPrefix> = {
  user: "user",
  session: "sess",
  account: "cred",
  verification: "proof",
};

/** What a new user is beyond name, e-mail and password. */
export interface NewUserTraits {
  id: UserId;
  emailVerified: boolean;
  locale: string;
}

const cookieAttributes = { secure: true, httpOnly: true, sameSite: "lax", path: "/" } as const;

/**
 * better-auth for this request: e-mail and password, on D1. Its own limiter is off, because ours
 * asks first; times come from the ctx's clock; `beside` adds rows to the batches it writes.
 */
export function openAuth(ctx: Ctx, beside: Beside, traits?: NewUserTraits) {
  const now = new Date(ctx.clock.now());
  const stamps = { createdAt: now, updatedAt: now };
  return betterAuth({
    appName: "Selvedge",
    baseURL: ctx.origin,
    secret: ctx.settings.authSecret,
    database: drizzleAdapter(collectingDb(ctx.db, beside), {
      provider: "sqlite",
      transaction: true,
      schema: { user: users, session: sessions, account: credentials, verification: verifications },
    }),
    emailAndPassword: {
      enabled: true,
      autoSignIn: true,
      requireEmailVerification: false,
      minPasswordLength: 1,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(hash, password),
      },
    },
    user: {
      additionalFields: { locale: { type: "string", input: false, defaultValue: "en" } },
    },
    session: { expiresIn: SESSION_TTL_MS / 1_000 },
    databaseHooks: {
      user: { create: { before: async () => ({ data: { ...stamps, ...traits } }) } },
      account: { create: { before: async () => ({ data: stamps }) } },
      session: {
        create: {
          before: async () => ({
            data: { ...stamps, expiresAt: new Date(now.getTime() + SESSION_TTL_MS) },
          }),
        },
      },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: "error",
      log: (_level, message) => ctx.log.warn("auth.message", { message }),
    },
    advanced: {
      useSecureCookies: false,
      cookiePrefix: "__Host-selvedge",
      cookies: { session_token: { name: SESSION_COOKIE } },
      defaultCookieAttributes: cookieAttributes,
      database: {
        generateId: ({ model }) => newId(prefixes[model] ?? "proof", ctx.clock.now()),
      },
    },
  });
}
