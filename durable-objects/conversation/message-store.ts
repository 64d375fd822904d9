import type { MessageId, TurnId } from "#core/ids";
import type {
  AttachmentRef,
  ChargeDocument,
  CitationDocument,
  FailureDocument,
  MessageDocument,
  MessageState,
} from "./documents.ts";
import { MessageTree } from "./message-tree.ts";
import type { Sql } from "./sql.ts";

/** What a message carries beside its text. */
export interface MessageExtra {
  model?: string;
  citations?: CitationDocument[];
  attachments?: AttachmentRef[];
  charge?: ChargeDocument;
  failure?: FailureDocument;
}

export interface MessageNode {
  id: MessageId;
  parentId: MessageId | null;
  role: "user" | "assistant";
  state: MessageState;
  createdAtMs: number;
  turnId: TurnId;
  extra: MessageExtra;
}

interface MessageRow extends Record<string, SqlStorageValue> {
  id: string;
  parent_id: string | null;
  role: string;
  state: string;
  created_at_ms: number;
  turn_id: string;
  extra: string;
}

/** Characters of one stored part: with four bytes each it stays below the 2 MB of a row. */
const PART_CHARS_MAX = 400_000;

/** The messages of one conversation in SQLite. Its callers bring the transaction. */
export class MessageStore {
  readonly #sql: Sql;
  #tree: MessageTree<MessageNode> | undefined;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The tree as it is stored; kept in memory and up to date. */
  tree(): MessageTree<MessageNode> {
    this.#tree ??= new MessageTree(
      this.#sql.exec<MessageRow>("SELECT * FROM messages ORDER BY position").toArray().map(toNode),
    );
    return this.#tree;
  }

  /** Drops what is kept in memory, after a write that did not happen. */
  forget(): void {
    this.#tree = undefined;
  }

  find(id: MessageId): MessageNode | undefined {
    return this.tree().find(id);
  }

  /** The messages that a turn wrote, the question first. */
  ofTurn(turnId: TurnId): MessageNode[] {
    return this.tree()
      .nodes()
      .filter((node) => node.turnId === turnId);
  }

  count(): number {
    return this.tree().nodes().length;
  }

  text(id: MessageId | TurnId): string {
    return this.#sql
      .exec<{ text: string }>(
        "SELECT text FROM message_parts WHERE message_id = ? ORDER BY part",
        id,
      )
      .toArray()
      .map((row) => row.text)
      .join("");
  }

  insert(node: MessageNode, text: string): void {
    this.#sql.exec(
      "INSERT INTO messages (id, parent_id, role, state, created_at_ms, turn_id, extra) VALUES (?, ?, ?, ?, ?, ?, ?)",
      node.id,
      node.parentId,
      node.role,
      node.state,
      node.createdAtMs,
      node.turnId,
      JSON.stringify(node.extra),
    );
    this.replaceText(node.id, text);
    this.#tree?.add(node);
  }

  /** Appends to a streaming message; the cost does not grow with what is there already. */
  append(id: MessageId, text: string): void {
    this.#sql.exec(
      "INSERT INTO message_parts SELECT ?1, coalesce(max(part), 0) + 1, ?2 FROM message_parts WHERE message_id = ?1",
      id,
      text,
    );
  }

  replaceText(id: MessageId | TurnId, text: string): void {
    this.#sql.exec("DELETE FROM message_parts WHERE message_id = ?", id);
    for (let from = 0, part = 1; from < text.length; from += PART_CHARS_MAX, part++) {
      const piece = text.slice(from, from + PART_CHARS_MAX);
      this.#sql.exec("INSERT INTO message_parts VALUES (?, ?, ?)", id, part, piece);
    }
  }

  update(id: MessageId, state: MessageState, extra: MessageExtra): void {
    this.#sql.exec(
      "UPDATE messages SET state = ?, extra = ? WHERE id = ?",
      state,
      JSON.stringify(extra),
      id,
    );
    const node = this.#tree?.find(id);
    if (node !== undefined) Object.assign(node, { state, extra });
  }
}

/** A message as it is shown. */
export function toMessageDocument(
  node: MessageNode,
  text: string,
  siblingIds: MessageId[],
): MessageDocument {
  const { id, parentId, role, state, createdAtMs, turnId, extra } = node;
  return { id, parentId, role, state, text, createdAtMs, siblingIds, turnId, ...extra };
}

function toNode(row: MessageRow): MessageNode {
  return {
    id: row.id as MessageId,
    parentId: row.parent_id as MessageId | null,
    role: row.role as MessageNode["role"],
    state: row.state as MessageState,
    createdAtMs: row.created_at_ms,
    turnId: row.turn_id as TurnId,
    extra: JSON.parse(row.extra) as MessageExtra,
  };
}
