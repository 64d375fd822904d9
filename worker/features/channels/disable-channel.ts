import { and, eq, sql } from "drizzle-orm";
import { mailRows } from "#features/mail";
import { noticeRows } from "#features/notices";
import { listBillingContacts } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import type { ChannelFailing } from "./schema.ts";
import { noticeChannels } from "./tables.ts";

type Channel = typeof noticeChannels.$inferSelect;

/**
 * Switches an active channel off and tells the workspace's owner and admins, in the product and by
 * mail, once. One that is not active is left alone, and for `failing` one that has worked since it
 * was read.
 */
export async function disableChannel(
  ctx: Ctx,
  channel: Channel,
  reason: ChannelFailing,
): Promise<void> {
  const href = "/workspace/channels";
  const key = `channel-disabled:${channel.id}:${channel.updatedAtMs}`;
  const data = { channel: channel.name, reason };
  const contacts = await listBillingContacts(ctx, channel.workspaceId);
  const mails = contacts.flatMap(({ name, email, locale, userId }) =>
    mailRows(ctx, {
      to: email,
      template: "channel-disabled",
      locale,
      data: { name, url: `${ctx.origin}${href}`, ...data },
      key: `${key}:${userId}`,
    }),
  );
  const { failingSinceAtMs } = channel;
  const isActive = and(
    eq(noticeChannels.id, channel.id),
    eq(noticeChannels.state, "active"),
    reason === "failing"
      ? sql`${noticeChannels.failingSinceAtMs} IS ${failingSinceAtMs}`
      : undefined,
  );
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, sql`EXISTS (SELECT 1 FROM ${noticeChannels} WHERE ${isActive})`),
      ctx.db
        .update(noticeChannels)
        .set({ state: "disabled", disabledReason: reason, updatedAtMs: ctx.clock.now() })
        .where(isActive),
      auditRow(ctx, "notice-channel.disabled", channel.id, { reason }),
      ...noticeRows(ctx, {
        workspaceId: channel.workspaceId,
        key,
        kind: "channel-disabled",
        data,
        href,
      }),
      ...mails,
    ]);
  } catch (error) {
    if (!isGuardFailure(error)) throw error;
  }
}
