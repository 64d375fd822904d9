import type { ConversationId, DocumentId, Id, MessageId, WorkspaceId } from "#core/ids";
import { workspaces } from "#features/workspaces/tables";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { ConversationSettings, DocumentType } from "./schema.ts";

/**
 * What a list of conversations shows. The messages themselves lie in each conversation's object;
 * `messageCount` and `chargedMicroPt` follow it.
 */
export const conversations = sqliteTable(
  "conversations",
  {
    id: text("id").$type<ConversationId>().primaryKey(),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    createdBy: text("created_by").notNull(),
    /** Empty until the first message gives it one. */
    title: text("title").notNull(),
    pinned: integer("pinned", { mode: "boolean" }).notNull(),
    archived: integer("archived", { mode: "boolean" }).notNull(),
    settings: text("settings", { mode: "json" }).$type<ConversationSettings>().notNull(),
    messageCount: integer("message_count").notNull(),
    chargedMicroPt: integer("charged_micro_pt").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
  },
  (table) => [
    index("conversations_by_workspace").on(
      table.workspaceId,
      table.archived,
      table.pinned,
      table.updatedAtMs,
      table.id,
    ),
  ],
);

/**
 * Copies of ended messages, to be searched: the full-text index `message_search` follows this table
 * by triggers.
 */
export const messages = sqliteTable(
  "messages",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").$type<MessageId>().notNull().unique(),
    conversationId: text("conversation_id")
      .$type<ConversationId>()
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    workspaceId: text("workspace_id").$type<WorkspaceId>().notNull(),
    role: text("role").$type<"user" | "assistant">().notNull(),
    text: text("text").notNull(),
    chargedMicroPt: integer("charged_micro_pt").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (table) => [
    index("messages_by_conversation").on(table.conversationId, table.createdAtMs),
    index("messages_by_workspace").on(table.workspaceId),
  ],
);

/** Links with which anyone can read a conversation up to one message. */
export const conversationShares = sqliteTable("conversation_shares", {
  id: text("id").$type<Id<"share">>().primaryKey(),
  conversationId: text("conversation_id")
    .$type<ConversationId>()
    .notNull()
    .unique()
    .references(() => conversations.id, { onDelete: "cascade" }),
  /** Kept as it is, because its owner is shown the link again. */
  token: text("token").notNull().unique(),
  headMessageId: text("head_message_id").$type<MessageId>().notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
});

/** Documents; their bytes, their text and its search index lie in the bucket. */
export const documents = sqliteTable(
  "documents",
  {
    id: text("id").$type<DocumentId>().primaryKey(),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    /** Null: the workspace's knowledge. */
    conversationId: text("conversation_id")
      .$type<ConversationId>()
      .references(() => conversations.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    contentType: text("content_type").$type<DocumentType>().notNull(),
    byteSize: integer("byte_size").notNull(),
    characters: integer("characters").notNull(),
    pages: integer("pages"),
    createdBy: text("created_by").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (table) => [
    index("documents_by_workspace").on(table.workspaceId, table.createdAtMs),
    index("documents_by_conversation").on(table.conversationId, table.createdAtMs),
  ],
);

export const promptTemplates = sqliteTable(
  "prompt_templates",
  {
    id: text("id").$type<Id<"tmpl">>().primaryKey(),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    name: text("name").notNull(),
    text: text("text").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
  },
  (table) => [index("prompt_templates_by_workspace").on(table.workspaceId, table.name)],
);
