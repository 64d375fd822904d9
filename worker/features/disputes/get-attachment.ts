import { and, eq } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { isOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { requireAnyDispute, requireDisputer, requireOwnDispute } from "./access.ts";
import { attachmentKey } from "./attachment-key.ts";
import { disputeAttachments } from "./tables.ts";

/**
 * A file of a dispute as an answer that no page can embed or run: its own type by its bytes, always
 * as a download. For the workspace and for operators; anyone else is told `not-found`.
 */
export async function getAttachment(
  ctx: Ctx,
  disputeId: string,
  attachmentId: string,
): Promise<Response> {
  const missing = new Problem("not-found", { detail: "There is no such file." });
  const dispute = isOperator(ctx.actor)
    ? await requireAnyDispute(ctx, disputeId)
    : await requireOwnDispute(ctx, requireDisputer(ctx, "disputes.read").workspace, disputeId);
  if (!isId("att", attachmentId)) throw missing;
  const row = await ctx.db
    .select()
    .from(disputeAttachments)
    .where(
      and(eq(disputeAttachments.id, attachmentId), eq(disputeAttachments.disputeId, dispute.id)),
    )
    .get();
  const stored = row === undefined ? null : await ctx.bucket.get(attachmentKey(row));
  if (row === undefined || stored === null) throw missing;
  const type = row.contentType === "text/plain" ? "text/plain; charset=utf-8" : row.contentType;
  return new Response(stored.body, {
    headers: {
      "content-type": type,
      "content-length": String(row.byteSize),
      "content-disposition": disposition(row.name),
      "cache-control": "private, no-store",
    },
  });
}

/** RFC 6266 with RFC 8187: the name in ASCII for old readers, and as it is for all others. */
function disposition(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
