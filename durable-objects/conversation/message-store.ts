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

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  tree(): MessageTree<MessageNode> {
    const rows = this.#sql
      .exec<MessageRow>(
        "SELECT id, parent_id, role, state, created_at_ms, turn_id, extra FROM messages ORDER BY position",
      )
      .toArray();
    return new MessageTree(rows.map(toNode));
  }

  find(id: MessageId): MessageNode | undefined {
    const [row] = this.#sql.exec<MessageRow>("SELECT * FROM messages WHERE id = ?", id).toArray();
    return row === undefined ? undefined : toNode(row);
  }

  /** The messages that a turn wrote, the question first. */
  ofTurn(turnId: TurnId): MessageNode[] {
    return this.#sql
      .exec<MessageRow>("SELECT * FROM messages WHERE turn_id = ? ORDER BY position", turnId)
      .toArray()
      .map(toNode);
  }

  count(): number {
    const [row] = this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM messages").toArray();
    return row?.n ?? 0;
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
  }

  delete(id: MessageId): void {
    this.#sql.exec("DELETE FROM message_parts WHERE message_id = ?", id);
    this.#sql.exec("DELETE FROM messages WHERE id = ?", id);
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
