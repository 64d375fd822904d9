import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Id, UserId, WorkspaceId } from "#core/ids";
import { notices } from "#features/notices/tables";
import { workspaces } from "#features/workspaces/tables";
import type {
  ChannelFailing,
  ChannelKind,
  ChannelState,
  ChannelTopic,
  DeliveryFailure,
  DeliveryState,
} from "./schema.ts";

/** Where a workspace is told. A deleted one keeps its row until its deliveries are gone. */
export const noticeChannels = sqliteTable(
  "notice_channels",
  {
    id: text("id").$type<Id<"nch">>().primaryKey(),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    kind: text("kind").$type<ChannelKind>().notNull(),
    name: text("name").notNull(),
    /** Whoever knows the address may post there, so it is sealed; its host is shown. */
    sealedUrl: text("sealed_url").notNull(),
    host: text("host").notNull(),
    /** Signs what goes to a program of the workspace; null for chat programs. */
    sealedSecret: text("sealed_secret"),
    topics: text("topics", { mode: "json" }).$type<ChannelTopic[]>().notNull(),
    locale: text("locale").notNull(),
    state: text("state").$type<ChannelState>().notNull(),
    disabledReason: text("disabled_reason").$type<ChannelFailing>(),
    failingSinceAtMs: integer("failing_since_at_ms"),
    createdAtMs: integer("created_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
    deletedAtMs: integer("deleted_at_ms"),
  },
  (table) => [index("notice_channels_by_workspace").on(table.workspaceId, table.createdAtMs)],
);

/** Browsers that people have switched push on in. */
export const pushDevices = sqliteTable(
  "push_devices",
  {
    id: text("id").$type<Id<"push">>().primaryKey(),
    userId: text("user_id").$type<UserId>().notNull(),
    endpoint: text("endpoint").notNull(),
    endpointHash: text("endpoint_hash").notNull(),
    p256dh: text("p256dh").notNull(),
    auth: text("auth").notNull(),
    label: text("label").notNull(),
    locale: text("locale").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (table) => [
    uniqueIndex("push_devices_by_endpoint").on(table.endpointHash),
    index("push_devices_by_user").on(table.userId, table.createdAtMs),
  ],
);

/** One notice on its way to one channel or device; tests have no notice. */
export const noticeDeliveries = sqliteTable(
  "notice_deliveries",
  {
    id: text("id").$type<Id<"ndl">>().primaryKey(),
    noticeId: text("notice_id")
      .$type<Id<"ntc">>()
      .references(() => notices.id),
    /** A channel's or a device's id. */
    targetId: text("target_id").$type<Id<"nch"> | Id<"push">>().notNull(),
    state: text("state").$type<DeliveryState>().notNull(),
    tries: integer("tries").notNull(),
    /** When its turn comes, or when the attempt under way has lost its claim; null at the end. */
    nextTryAtMs: integer("next_try_at_ms"),
    lastStatus: integer("last_status"),
    lastFailure: text("last_failure").$type<DeliveryFailure>(),
    createdAtMs: integer("created_at_ms").notNull(),
    endedAtMs: integer("ended_at_ms"),
  },
  (table) => [
    uniqueIndex("notice_deliveries_once").on(table.targetId, table.noticeId),
    index("notice_deliveries_by_target").on(table.targetId, table.createdAtMs),
    index("notice_deliveries_due").on(table.state, table.nextTryAtMs),
    index("notice_deliveries_by_time").on(table.createdAtMs),
  ],
);

/** The key pair with which this deployment names itself to push services (RFC 8292). */
export const pushKeys = sqliteTable("push_keys", {
  /** Always 1: there is one. */
  id: integer("id").primaryKey(),
  publicKey: text("public_key").notNull(),
  sealedPrivateKey: text("sealed_private_key").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
});
