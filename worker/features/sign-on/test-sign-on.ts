import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { checkProvider } from "./check-provider.ts";
import type { ProviderReport } from "./schema.ts";
import { admitProviderCall } from "./set-sign-on.ts";
import { findRow } from "./sign-on-row.ts";

/**
 * Asks the provider of the workspace's sign-on what it can do, and tells what was found: nobody is
 * signed in and nothing changes. Refuses with `not-found` before there is one, and the 21st call in a
 * minute with `too-many-requests`.
 */
export async function testSignOn(ctx: Ctx): Promise<ProviderReport> {
  const workspace = requirePermission(ctx, "sign-on.write");
  const row = await findRow(ctx, workspace.id);
  if (row === undefined) throw new Problem("not-found", { detail: "No sign-on is set up yet." });
  await admitProviderCall(ctx, workspace);
  const report = await checkProvider(ctx, row.issuer);
  const { usable } = report;
  await runBatch(ctx.db, [auditRow(ctx, "sign-on.tested", row.id, { usable })]);
  return report;
}
