import { redirect } from "react-router";
import type { ctxOf } from "#app/context.ts";
import { outstandingOf } from "#features/consents/schema";

type Person = Extract<ReturnType<typeof ctxOf>["actor"], { kind: "user" }>;

/** Where everything is about leaving: open to whoever does not accept new terms. */
const LEAVING = "/account/privacy";

/**
 * Leads someone whose account waits to be erased to the way back, and someone who has not accepted
 * the present documents to them; both come back to where they were going. What a form sent has been
 * done by then.
 */
export function detour({ erasedAtMs, accepted }: Person, request: Request): void {
  const { pathname, search } = new URL(request.url);
  const next = encodeURIComponent(pathname.replace(/\.data$/, "") + search);
  if (erasedAtMs !== undefined) throw redirect(`/restore?next=${next}`);
  if (accepted === undefined || pathname.startsWith(LEAVING)) return;
  if (outstandingOf(accepted).length > 0) throw redirect(`/legal/accept?next=${next}`);
}
