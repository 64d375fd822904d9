import { eq } from "drizzle-orm";
import { z } from "zod";
import type { AccountId } from "#core/ids";
import { microToPt } from "#core/money";
import { noticeRows } from "#features/notices";
import { ledgerNoticeKinds, type NoticeData } from "#features/notices/schema";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { NotRetryable } from "#platform/jobs";
import { raiseAlerts } from "./raise-alerts.ts";

const Kind = z.enum(ledgerNoticeKinds);
const MicroPt = z.int().optional().catch(undefined);
const Detail = z.object({
  percent: z.number().optional().catch(undefined),
  usedMicroPt: MicroPt,
  grantedMicroPt: MicroPt,
  windowUsedMicroPt: MicroPt,
  amountMicroPt: MicroPt,
  debtMicroPt: MicroPt,
  atMs: z.int().optional().catch(undefined),
});

function dataOf(detail: z.infer<typeof Detail>): NoticeData {
  const amounts = {
    usedPt: detail.usedMicroPt ?? detail.windowUsedMicroPt,
    grantedPt: detail.grantedMicroPt,
    amountPt: detail.amountMicroPt ?? detail.debtMicroPt,
  };
  const data: NoticeData = {};
  if (detail.percent !== undefined) data["percent"] = String(detail.percent);
  for (const [name, microPt] of Object.entries(amounts)) {
    if (microPt !== undefined) data[name] = microToPt(microPt);
  }
  return data;
}

/**
 * Tells the workspace what its ledger announced, under the message's id, so that a second delivery
 * adds nothing. Thresholds of the plan go by the limits that the workspace has set.
 */
export async function recordNotice(
  ctx: Ctx,
  id: string,
  sent: { accountId: AccountId; notice: string; detail: Record<string, unknown> },
): Promise<void> {
  const kind = Kind.safeParse(sent.notice);
  if (!kind.success) throw new NotRetryable(`There is no notice "${sent.notice}"`);
  const { accountId } = sent;
  if (kind.data === "plan-threshold") {
    await raiseAlerts(ctx, accountId);
    return;
  }
  const workspace = await ctx.db
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.accountId, accountId))
    .get();
  if (workspace === undefined) return;
  const detail = Detail.parse(sent.detail);
  await runBatch(
    ctx.db,
    noticeRows(ctx, {
      workspaceId: workspace.id,
      key: `ledger:${id}`,
      kind: kind.data,
      data: dataOf(detail),
      href: "/credits",
      atMs: detail.atMs,
    }),
  );
}
