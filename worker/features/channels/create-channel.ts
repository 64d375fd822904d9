import { and, count, eq, isNull, sql } from "drizzle-orm";
import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { newSecret, requireUrl } from "#features/webhooks";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { seal } from "#platform/seal";
import { requireChannels } from "./access.ts";
import { isChannelHost } from "./channel-host.ts";
import { CHANNELS_MAX, type ChannelView, NewChannel } from "./schema.ts";
import { noticeChannels } from "./tables.ts";
import { toChannelView } from "./to-channel-view.ts";

export const CHANNEL_URL_PURPOSE = "channel-url";
export const CHANNEL_SECRET_PURPOSE = "channel-secret";

const kindNames = { slack: "Slack", discord: "Discord", teams: "Teams", webhook: "Webhook" };

function full(): Problem {
  return new Problem("limit-reached", {
    detail: `A workspace has at most ${CHANNELS_MAX} channels; delete one first.`,
    extensions: { limit: CHANNELS_MAX },
  });
}

function notOfKind(kind: keyof typeof kindNames): Problem {
  const detail = `This is not the address of an incoming webhook of ${kindNames[kind]}.`;
  return new Problem("url-refused", {
    detail,
    errors: [{ pointer: "/url", detail }],
    extensions: { reason: "not-of-kind" },
  });
}

/**
 * Makes a channel that is told from now on what its topics are about. The signing secret of a
 * `webhook` is in this answer and never again; other kinds have none. For those who may change webhooks. Refuses
 * an address that may not be called, or is not of that chat program, with `url-refused`, and the 21st
 * channel with `limit-reached`. A repeat makes another channel; send an idempotency key to avoid that.
 */
export async function createChannel(
  ctx: Ctx,
  input: NewChannel,
): Promise<{ channel: ChannelView; secret: string | null }> {
  const workspace = requireChannels(ctx, "webhooks.write");
  const { kind, name, url: text, topics } = parseInput(NewChannel, input);
  const ofWorkspace = and(
    eq(noticeChannels.workspaceId, workspace.id),
    isNull(noticeChannels.deletedAtMs),
  );
  const there = await ctx.db
    .select({ channels: count() })
    .from(noticeChannels)
    .where(ofWorkspace)
    .get();
  if ((there?.channels ?? 0) >= CHANNELS_MAX) throw full();
  const url = await requireUrl(ctx, text);
  if (!isChannelHost(kind, url, ctx.settings.webhookPrivateHosts)) throw notOfKind(kind);
  const secret = kind === "webhook" ? newSecret() : null;
  const now = ctx.clock.now();
  const row: typeof noticeChannels.$inferSelect = {
    id: newId("nch", now),
    workspaceId: workspace.id,
    kind,
    name,
    sealedUrl: await seal(ctx.settings, CHANNEL_URL_PURPOSE, url),
    host: new URL(url).host,
    sealedSecret: secret === null ? null : await seal(ctx.settings, CHANNEL_SECRET_PURPOSE, secret),
    topics: [...new Set(topics)],
    locale: ctx.locale,
    state: "active",
    disabledReason: null,
    failingSinceAtMs: null,
    createdAtMs: now,
    updatedAtMs: now,
    deletedAtMs: null,
  };
  const hasRoom = sql`(SELECT COUNT(*) FROM ${noticeChannels} WHERE ${ofWorkspace}) < ${CHANNELS_MAX}`;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, hasRoom),
      ctx.db.insert(noticeChannels).values(row),
      auditRow(ctx, "notice-channel.created", row.id, { kind, host: row.host }),
    ]);
  } catch (error) {
    if (isGuardFailure(error)) throw full();
    throw error;
  }
  return { channel: toChannelView(row, undefined), secret };
}
