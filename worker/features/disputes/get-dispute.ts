import type { Ctx } from "#platform/ctx";
import { requireDisputer, requireOwnDispute } from "./access.ts";
import { readWhole } from "./read-whole.ts";
import type { DisputeView, EventKind } from "./schema.ts";
import { toDisputeView, type Whole } from "./to-dispute-view.ts";

/** What operators keep among themselves. */
const internal: ReadonlySet<EventKind> = new Set(["note", "proposed", "sent-back"]);

/** The dispute as its own side sees it: without notes and proposals, and operators have no names. */
export function toOwnView(whole: Whole, nowMs: number): DisputeView {
  const events = whole.events.filter(({ kind }) => !internal.has(kind));
  return toDisputeView({ ...whole, events }, nowMs, ({ side, actorId }) =>
    side === "user" && actorId !== null ? (whole.names.get(actorId) ?? null) : null,
  );
}

/** A dispute of the workspace with its evidence and history; another one's is `not-found`. */
export async function getDispute(ctx: Ctx, id: string): Promise<DisputeView> {
  const { workspace } = requireDisputer(ctx, "disputes.read");
  const row = await requireOwnDispute(ctx, workspace, id);
  return toOwnView(await readWhole(ctx, row), ctx.clock.now());
}
