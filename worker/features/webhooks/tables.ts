import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Id, WorkspaceId } from "#core/ids";
import { workspaces } from "#features/workspaces/tables";
import type {
  DeliveryState,
  DisabledReason,
  EndpointState,
  FailureKind,
  MessageType,
  WebhookType,
} from "./schema.ts";

/** Where a workspace wants to be told. A deleted one keeps its row until its deliveries are gone. */
export const webhookEndpoints = sqliteTable(
  "webhook_endpoints",
  {
    id: text("id").$type<Id<"whe">>().primaryKey(),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    url: text("url").notNull(),
    description: text("description").notNull(),
    /** Null is everything. */
    types: text("types", { mode: "json" }).$type<WebhookType[]>(),
    state: text("state").$type<EndpointState>().notNull(),
    disabledReason: text("disabled_reason").$type<DisabledReason>(),
    failingSinceAtMs: integer("failing_since_at_ms"),
    /** Encrypted with the deployment's secret. */
    sealedSecret: text("sealed_secret").notNull(),
    sealedOldSecret: text("sealed_old_secret"),
    oldSecretUntilMs: integer("old_secret_until_ms"),
    createdAtMs: integer("created_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
    deletedAtMs: integer("deleted_at_ms"),
  },
  (table) => [index("webhook_endpoints_by_workspace").on(table.workspaceId, table.createdAtMs)],
);

/** What happened, as it is told. Kept only for workspaces that have an endpoint. */
export const webhookMessages = sqliteTable(
  "webhook_messages",
  {
    id: text("id").$type<Id<"whm">>().primaryKey(),
    workspaceId: text("workspace_id").$type<WorkspaceId>().notNull(),
    type: text("type").$type<MessageType>().notNull(),
    /** Names the occasion within the workspace: it is told once. */
    key: text("key"),
    /** The body of every delivery, to the byte. */
    body: text("body").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (table) => [
    uniqueIndex("webhook_messages_by_key").on(table.workspaceId, table.key),
    index("webhook_messages_by_time").on(table.createdAtMs),
  ],
);

/** One message on its way to one endpoint. */
export const webhookDeliveries = sqliteTable(
  "webhook_deliveries",
  {
    id: text("id").$type<Id<"whd">>().primaryKey(),
    workspaceId: text("workspace_id").$type<WorkspaceId>().notNull(),
    endpointId: text("endpoint_id")
      .$type<Id<"whe">>()
      .notNull()
      .references(() => webhookEndpoints.id),
    messageId: text("message_id")
      .$type<Id<"whm">>()
      .notNull()
      .references(() => webhookMessages.id),
    type: text("type").$type<MessageType>().notNull(),
    state: text("state").$type<DeliveryState>().notNull(),
    /** Attempts since it was published or last replayed: its place in the schedule. */
    tries: integer("tries").notNull(),
    /** When its turn comes, or when the attempt under way has lost its claim; null at the end. */
    nextTryAtMs: integer("next_try_at_ms"),
    lastStatus: integer("last_status"),
    lastFailure: text("last_failure").$type<FailureKind>(),
    createdAtMs: integer("created_at_ms").notNull(),
    endedAtMs: integer("ended_at_ms"),
  },
  (table) => [
    uniqueIndex("webhook_deliveries_once").on(table.endpointId, table.messageId),
    index("webhook_deliveries_by_endpoint").on(table.endpointId, table.state, table.id),
    index("webhook_deliveries_by_workspace").on(table.workspaceId, table.id),
    index("webhook_deliveries_due").on(table.state, table.nextTryAtMs),
    index("webhook_deliveries_by_time").on(table.createdAtMs),
  ],
);

/** One request to an endpoint and what came back. */
export const webhookAttempts = sqliteTable(
  "webhook_attempts",
  {
    id: text("id").$type<Id<"wha">>().primaryKey(),
    deliveryId: text("delivery_id")
      .$type<Id<"whd">>()
      .notNull()
      .references(() => webhookDeliveries.id),
    atMs: integer("at_ms").notNull(),
    durationMs: integer("duration_ms").notNull(),
    status: integer("status"),
    failure: text("failure").$type<FailureKind>(),
    detail: text("detail"),
    response: text("response"),
  },
  (table) => [index("webhook_attempts_by_delivery").on(table.deliveryId, table.atMs)],
);
