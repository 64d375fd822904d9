import {
  clearCookie,
  ipHashOf,
  readCookie,
  resolveSession,
  SESSION_COOKIE,
} from "#features/sessions";
import { findVisitor, VISITOR_COOKIE } from "#features/visitors";
import { settingsOf } from "#platform/create-ctx";
import type { Actor, WorkspaceRef } from "#platform/ctx";
import { openDb } from "#platform/db";
import type { Admission } from "#platform/rate-limits";

export interface ResolvedActor {
  actor: Exclude<Actor, { kind: "api-key" }>;
  workspace: WorkspaceRef | undefined;
  /** Of a person, whose request is already counted. */
  admission?: Admission | undefined;
  /** Values for Set-Cookie headers of the answer. */
  setCookies: string[];
}

/**
 * Who sends this request, by its cookies: a signed-in person, a visitor who has written before, or
 * nobody. Whoever carries no cookie of ours, and a person this isolate knows, costs no query. A
 * session that is over, or whose signature is not ours, is no session, and its cookie is taken back
 * by the next page view.
 */
export async function resolveActor(
  request: Request,
  env: Env,
  defer?: (work: Promise<unknown>) => void,
): Promise<ResolvedActor> {
  const person = await resolveSession(request, env, defer);
  if (person !== undefined) return person;
  const settings = settingsOf(env);
  const header = request.headers.get("cookie");
  const stale = [SESSION_COOKIE].filter((name) => readCookie(header, name) !== undefined);
  // A write may be about to set the very cookie; taking it back would undo that.
  const takeBack = () => (request.method === "GET" ? stale.map(clearCookie) : []);
  const ipHash = await ipHashOf(request, settings.authSecret);
  if (readCookie(header, VISITOR_COOKIE) !== undefined) {
    const db = openDb(env.DB, settings.bench);
    const visitor = await findVisitor(db, header, { secret: settings.authSecret, ipHash });
    if (visitor !== undefined) return { ...visitor, setCookies: takeBack() };
    stale.push(VISITOR_COOKIE);
  }
  return { actor: { kind: "anonymous", ipHash }, workspace: undefined, setCookies: takeBack() };
}
