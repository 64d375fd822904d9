import { and, eq, sql } from "drizzle-orm";
import { noticeRows } from "#features/notices";
import { mailRows } from "#features/mail";
import { listBillingContacts } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import type { DisabledReason } from "./schema.ts";
import { webhookEndpoints } from "./tables.ts";

type Endpoint = typeof webhookEndpoints.$inferSelect;

/**
 * Switches an active endpoint off and tells the workspace's owner and admins, in the product and by
 * mail, once. One that is not active is left alone, and for `failing` one that has worked since it
 * was read.
 */
export async function disableEndpoint(
  ctx: Ctx,
  endpoint: Endpoint,
  reason: DisabledReason,
): Promise<void> {
  const now = ctx.clock.now();
  const path = `/webhooks/${endpoint.id}`;
  const key = `webhook-disabled:${endpoint.id}:${endpoint.updatedAtMs}`;
  const data = { endpoint: endpoint.url, reason };
  const contacts = await listBillingContacts(ctx, endpoint.workspaceId);
  const mails = contacts.flatMap(({ name, email, locale, userId }) =>
    mailRows(ctx, {
      to: email,
      template: "webhook-disabled",
      locale,
      data: { name, url: `${ctx.origin}${path}`, ...data },
      key: `${key}:${userId}`,
    }),
  );
  const { failingSinceAtMs } = endpoint;
  const isActive = and(
    eq(webhookEndpoints.id, endpoint.id),
    eq(webhookEndpoints.state, "active"),
    reason === "failing"
      ? sql`${webhookEndpoints.failingSinceAtMs} IS ${failingSinceAtMs}`
      : undefined,
  );
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, sql`EXISTS (SELECT 1 FROM ${webhookEndpoints} WHERE ${isActive})`),
      ctx.db
        .update(webhookEndpoints)
        .set({ state: "disabled", disabledReason: reason, updatedAtMs: now })
        .where(isActive),
      auditRow(ctx, "webhook-endpoint.disabled", endpoint.id, { reason }),
      ...noticeRows(ctx, {
        workspaceId: endpoint.workspaceId,
        key,
        kind: "webhook-disabled",
        data,
        href: path,
      }),
      ...mails,
    ]);
  } catch (error) {
    if (!isGuardFailure(error)) throw error;
  }
}
