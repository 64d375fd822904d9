import { redirect } from "react-router";
import type { UserId } from "#core/ids";
import { listOutstanding } from "#features/consents";
import { findDeletion } from "#features/deletions";

type Ctx = Parameters<typeof findDeletion>[0];

/** Where everything is about leaving: open to whoever does not accept new terms. */
const LEAVING = "/account/privacy";

/**
 * Leads someone whose account waits to be erased to the way back, and someone who has not accepted
 * the present documents to them; both come back to where they were going. What a form sent has been
 * done by then.
 */
export async function detour(ctx: Ctx, userId: UserId, request: Request): Promise<void> {
  const [deletion, outstanding] = await Promise.all([
    findDeletion(ctx, userId),
    listOutstanding(ctx, userId),
  ]);
  const { pathname, search } = new URL(request.url);
  const next = encodeURIComponent(pathname.replace(/\.data$/, "") + search);
  if (deletion !== undefined) throw redirect(`/restore?next=${next}`);
  if (outstanding.length > 0 && !pathname.startsWith(LEAVING)) {
    throw redirect(`/legal/accept?next=${next}`);
  }
}
