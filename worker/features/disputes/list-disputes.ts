import { and, desc, eq, inArray, sql, type SQL } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { requireDisputer } from "./access.ts";
import { unresolvedStates } from "./machine.ts";
import { type DisputeSummary, OwnListInput } from "./schema.ts";
import { disputes } from "./tables.ts";
import { toSummary } from "./to-dispute-view.ts";

function after(cursor: string | undefined): SQL | undefined {
  if (cursor === undefined || cursor === "") return undefined;
  const match = /^(\d{1,15})\.(dsp_[0-9A-Z]{26})$/.exec(cursor);
  if (match === null) {
    throw new Problem("invalid-input", {
      errors: [{ pointer: "/cursor", detail: "not a cursor of an earlier answer" }],
    });
  }
  return sql`(${disputes.createdAtMs}, ${disputes.id}) < (${Number(match[1])}, ${match[2]})`;
}

/** The disputes of the workspace, newest first. */
export async function listDisputes(
  ctx: Ctx,
  input: OwnListInput = {},
): Promise<{ items: DisputeSummary[]; nextCursor: string | null }> {
  const { workspace } = requireDisputer(ctx, "disputes.read");
  const { cursor, limit, state, transactionId } = parseInput(OwnListInput, input);
  const states =
    state === "unresolved" ? unresolvedStates : state === undefined ? undefined : [state];
  const rows = await ctx.db
    .select()
    .from(disputes)
    .where(
      and(
        eq(disputes.workspaceId, workspace.id),
        states === undefined ? undefined : inArray(disputes.state, states),
        transactionId === undefined ? undefined : eq(disputes.transactionId, transactionId),
        after(cursor),
      ),
    )
    .orderBy(desc(disputes.createdAtMs), desc(disputes.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: page.map((row) => toSummary(row, ctx.clock.now())),
    nextCursor: more ? `${last.createdAtMs}.${last.id}` : null,
  };
}
