import type { Ctx } from "#platform/ctx";
import { countAppeared } from "./finish-run.ts";
import type { RunView } from "./schema.ts";
import type { RunRow } from "./stage.ts";

/** A run as the operator sees it. */
export async function toRunView(ctx: Ctx, row: RunRow): Promise<RunView> {
  const { version: _, after: __, tries: ___, ...view } = row;
  if (row.state === "finished") return view;
  return { ...view, appeared: await countAppeared(ctx, row) };
}
