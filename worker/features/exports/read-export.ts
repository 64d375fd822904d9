import { and, eq } from "drizzle-orm";
import { Problem } from "#core/problem";
import { requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { archiveKey } from "./keys.ts";
import { personExports } from "./tables.ts";

/**
 * The archive behind a link, as a download, for the signed-in person whose data it is. Anybody else
 * is told `not-found`, whoever has the link; after seven days it is `link-expired`.
 */
export async function readExport(ctx: Ctx, token: string): Promise<Response> {
  const { userId } = requireUser(ctx);
  const row = await ctx.db
    .select()
    .from(personExports)
    .where(and(eq(personExports.token, token), eq(personExports.userId, userId)))
    .get();
  if (row === undefined || row.state === "running") throw new Problem("not-found");
  const expired = row.state === "expired" || (row.expiresAtMs ?? 0) <= ctx.clock.now();
  const stored = expired ? null : await ctx.bucket.get(archiveKey(row.id));
  if (stored === null) throw new Problem("link-expired");
  await runBatch(ctx.db, [auditRow(ctx, "export.downloaded", row.id)]);
  const day = new Date(row.readyAtMs ?? row.requestedAtMs).toISOString().slice(0, 10);
  return new Response(stored.body, {
    headers: {
      "content-type": "application/zip",
      "content-length": String(stored.size),
      "content-disposition": `attachment; filename="selvedge-${day}.zip"`,
      "cache-control": "private, no-store",
    },
  });
}
