import { count, eq, type SQL, sql, sum } from "drizzle-orm";
import { newId, type DocumentId, type WorkspaceId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { planOf } from "#features/plans";
import { documentKeys } from "#objects/conversation";
import { buildIndex } from "#platform/ai/builtin/build-index";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { requireConversation, requireRegistered } from "./access.ts";
import { limitReached } from "./limits.ts";
import { readDocument, type DocumentText } from "./read-document.ts";
import { DOCUMENTS_MAX, NewDocument, type DocumentView } from "./schema.ts";
import { documents } from "./tables.ts";
import { toDocumentView } from "./to-document-view.ts";

/**
 * Adds a text, Markdown or PDF document to a conversation, or to the workspace's knowledge. The next
 * answer can rest on it. Refuses with `document-unreadable`, `unsupported-media-type`,
 * `body-too-large`, `limit-reached` (the number of documents, or the bytes that the plan
 * keeps), and leaves nothing behind when it refuses.
 */
export async function addDocument(ctx: Ctx, input: NewDocument): Promise<DocumentView> {
  const workspace = requireRegistered(ctx, "knowledge.write");
  const { bytes } = input;
  const { name, contentType, conversationId } = parseInput(NewDocument, input);
  const conversation =
    conversationId === undefined
      ? undefined
      : await requireConversation(ctx, workspace, conversationId);
  const { storageBytes } = await planOf(ctx, workspace);
  await requireRoom(ctx, workspace.id, bytes.byteLength, storageBytes);
  const read = await readDocument(name, contentType, bytes);
  const nowMs = ctx.clock.now();
  const row: typeof documents.$inferSelect = {
    id: newId("doc", nowMs),
    workspaceId: workspace.id,
    conversationId: conversation?.id ?? null,
    name,
    contentType: read.contentType,
    byteSize: bytes.byteLength,
    characters: read.text.length,
    pages: read.pages,
    createdBy: actorLabel(ctx.actor),
    createdAtMs: nowMs,
  };
  await store(ctx, row.id, name, bytes, read);
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, sql`${keptBytes(ctx, workspace.id)} + ${row.byteSize} <= ${storageBytes}`),
      ctx.db.insert(documents).values(row),
      auditRow(ctx, "document.added", row.id, { contentType: row.contentType }),
    ]);
  } catch (cause) {
    await forget(ctx, row.id);
    if (isGuardFailure(cause)) throw storageReached(storageBytes);
    throw cause;
  }
  return toDocumentView(row);
}

/** What the documents of a workspace take up together, as part of a statement. */
function keptBytes(ctx: Ctx, workspaceId: WorkspaceId): SQL {
  const sum = ctx.db
    .select({ bytes: sql`coalesce(sum(${documents.byteSize}), 0)` })
    .from(documents)
    .where(eq(documents.workspaceId, workspaceId));
  return sql`(${sum})`;
}

/** Refuses what cannot fit before it is read and stored; the batch looks once more. */
async function requireRoom(
  ctx: Ctx,
  workspaceId: WorkspaceId,
  byteSize: number,
  storageBytes: number,
): Promise<void> {
  const kept = await ctx.db
    .select({ rows: count(), bytes: sum(documents.byteSize).mapWith(Number) })
    .from(documents)
    .where(eq(documents.workspaceId, workspaceId))
    .get();
  if ((kept?.rows ?? 0) >= DOCUMENTS_MAX) throw limitReached(DOCUMENTS_MAX, "documents");
  if ((kept?.bytes ?? 0) + byteSize > storageBytes) throw storageReached(storageBytes);
}

function storageReached(storageBytes: number): Problem {
  return new Problem("limit-reached", {
    detail: `The plan keeps at most ${storageBytes / 1_000_000} MB of documents. Delete some, or take a larger plan.`,
    extensions: { limitBytes: storageBytes },
  });
}

/** The index comes last: a document without one is not searched. */
async function store(
  ctx: Ctx,
  id: DocumentId,
  name: string,
  bytes: Uint8Array,
  { contentType, text }: DocumentText,
): Promise<void> {
  const index = JSON.stringify(buildIndex([{ id, title: name, text }]));
  const put = (key: string, value: Uint8Array | string, type: string) =>
    ctx.bucket.put(key, value, { httpMetadata: { contentType: type } });
  try {
    await put(documentKeys.bytes(id), bytes, contentType);
    await put(documentKeys.text(id), text, "text/plain; charset=utf-8");
    await put(documentKeys.index(id), index, "application/json");
  } catch (cause) {
    await forget(ctx, id);
    throw new Problem("unavailable", { detail: "The document could not be stored.", cause });
  }
}

/** Nothing refers to these keys, so what cannot be deleted now only takes up room. */
async function forget(ctx: Ctx, id: DocumentId): Promise<void> {
  try {
    await ctx.bucket.delete(Object.values(documentKeys).map((key) => key(id)));
  } catch (cause) {
    ctx.log.warn("chat.document-left", { documentId: id, cause: String(cause) });
  }
}
