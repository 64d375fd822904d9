import { type Id, newId, type WorkspaceId } from "#core/ids";
import { auditRow } from "#platform/audit";
import type { Actor, Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { SESSION_COOKIE, setCookie, signedCookieValue } from "./cookies.ts";
import { deviceRow } from "./device.ts";
import { SESSION_TTL_MS } from "./session-ttl.ts";
import { sessions } from "./tables.ts";

type Person = Extract<Actor, { kind: "user" }>;

/** A session that is one batch away. */
export interface DraftedSession {
  /** Its person, as the actor of what follows. */
  actor: Person;
  statements: Statement[];
  /** Values for Set-Cookie headers. */
  setCookies: string[];
}

const TOKEN_BYTES = 24;

function newToken(): string {
  return crypto
    .getRandomValues(new Uint8Array(TOKEN_BYTES))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * The rows of a new session of that person in this request's browser, for the batch of the verb that
 * has just checked who they are.
 */
export async function draftSession(
  ctx: Ctx,
  person: Pick<Person, "userId" | "email" | "name" | "operator">,
  how: {
    method: string;
    deviceHash: string;
    /** The company's sign-on that let them in, and the workspace that it leads to. */
    signOn?: { id: Id<"sso">; workspaceId: WorkspaceId } | undefined;
  },
): Promise<DraftedSession> {
  const { userId, email, name, operator } = person;
  const { method, deviceHash, signOn } = how;
  const nowMs = ctx.clock.now();
  const now = new Date(nowMs);
  const id = newId("sess", nowMs);
  const token = newToken();
  const { userAgent, country, city, network } = ctx.client;
  const value = await signedCookieValue(token, ctx.settings.authSecret);
  const actor: Person = {
    kind: "user",
    userId,
    email,
    name,
    operator,
    sessionId: id,
    authenticatedAtMs: nowMs,
  };
  return {
    actor,
    statements: [
      ctx.db.insert(sessions).values({
        id,
        token,
        userId,
        method,
        deviceHash,
        signOnId: signOn?.id ?? null,
        workspaceId: signOn?.workspaceId ?? null,
        userAgent,
        country,
        city,
        network,
        expiresAt: new Date(nowMs + SESSION_TTL_MS),
        createdAt: now,
        updatedAt: now,
        authenticatedAtMs: nowMs,
        lastSeenAtMs: nowMs,
      }),
      deviceRow(ctx, userId, deviceHash),
      auditRow({ ...ctx, actor }, "session.started", id, { method }),
    ],
    setCookies: [setCookie(SESSION_COOKIE, value, SESSION_TTL_MS / 1_000)],
  };
}
