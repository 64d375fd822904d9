import { and, desc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { AccountId } from "#core/ids";
import { requireWorkspace } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { NotRetryable } from "#platform/jobs";
import { noticeKinds, type NoticeView } from "./schema.ts";
import { creditNotices } from "./tables.ts";

const SHOWN_MAX = 20;

const Kind = z.enum(noticeKinds);
const MicroPt = z.int().nullable().catch(null);
const Detail = z.object({
  percent: z.number().nullable().catch(null),
  usedMicroPt: MicroPt,
  grantedMicroPt: MicroPt,
  windowUsedMicroPt: MicroPt,
  amountMicroPt: MicroPt,
  debtMicroPt: MicroPt,
  atMs: z.int().nullable().catch(null),
});

/** Keeps a notice of the ledger under its message's id, so that a second delivery adds nothing. */
export async function recordNotice(
  ctx: Ctx,
  id: string,
  sent: { accountId: AccountId; notice: string; detail: Record<string, unknown> },
): Promise<void> {
  const kind = Kind.safeParse(sent.notice);
  if (!kind.success) throw new NotRetryable(`There is no notice "${sent.notice}"`);
  const { accountId, detail } = sent;
  const atMs = Detail.parse(detail).atMs ?? ctx.clock.now();
  await ctx.db
    .insert(creditNotices)
    .values({ id, accountId, kind: kind.data, detail, atMs })
    .onConflictDoNothing();
}

/** What the workspace has been told and has not dismissed, newest first. */
export async function listNotices(ctx: Ctx): Promise<NoticeView[]> {
  const { accountId } = requireWorkspace(ctx);
  const rows = await ctx.db
    .select()
    .from(creditNotices)
    .where(and(eq(creditNotices.accountId, accountId), isNull(creditNotices.dismissedAtMs)))
    .orderBy(desc(creditNotices.atMs), desc(creditNotices.id))
    .limit(SHOWN_MAX);
  return rows.map(({ id, kind, detail, atMs }) => {
    const { percent, usedMicroPt, windowUsedMicroPt, grantedMicroPt, amountMicroPt, debtMicroPt } =
      Detail.parse(detail);
    return {
      id,
      kind: Kind.parse(kind),
      percent,
      usedMicroPt: usedMicroPt ?? windowUsedMicroPt,
      grantedMicroPt,
      amountMicroPt: amountMicroPt ?? debtMicroPt,
      atMs,
    };
  });
}

/** Puts a notice away for everyone in the workspace. Safe to repeat; unknown ids change nothing. */
export async function dismissNotice(ctx: Ctx, id: string): Promise<void> {
  const { accountId } = requireWorkspace(ctx);
  await ctx.db
    .update(creditNotices)
    .set({ dismissedAtMs: ctx.clock.now() })
    .where(
      and(
        eq(creditNotices.id, id),
        eq(creditNotices.accountId, accountId),
        isNull(creditNotices.dismissedAtMs),
      ),
    );
}
