import { eq, type SQL, sql } from "drizzle-orm";
import type { ConversationId, DocumentId } from "#core/ids";
import { conditionOf, type Person, personTables } from "#features/personal-data";
import { completionObjectsOf, conversationOf, documentKeys } from "#objects/conversation";
import { users } from "#features/identity/tables";
import type { Ctx } from "#platform/ctx";
import type { DeletionCursor } from "./schema.ts";

const AT_ONCE = 20;
const KEYS_AT_ONCE = 100;

/** The rows of a table that a deletion is about. */
export function erasedRows(person: Person, table: string): SQL {
  const found = personTables.find(({ name }) => name === table);
  return conditionOf(person, found?.erased ?? found?.rows ?? []);
}

async function deleteDocuments(ctx: Ctx, ids: { id: DocumentId }[]): Promise<void> {
  const keys = ids.flatMap(({ id }) => Object.values(documentKeys).map((key) => key(id)));
  if (keys.length > 0) await ctx.bucket.delete(keys);
}

/** Some conversations with their objects and files; true when none is left. */
export async function eraseConversations(ctx: Ctx, { person }: DeletionCursor): Promise<boolean> {
  const found = await ctx.db.all<{ id: ConversationId }>(
    sql`SELECT id FROM conversations WHERE ${erasedRows(person, "conversations")} LIMIT ${AT_ONCE}`,
  );
  for (const { id } of found) {
    for (;;) {
      const documents = await ctx.db.all<{ id: DocumentId }>(
        sql`SELECT id FROM documents WHERE conversation_id = ${id} LIMIT ${KEYS_AT_ONCE}`,
      );
      if (documents.length === 0) break;
      await deleteDocuments(ctx, documents);
      const ids = JSON.stringify(documents.map((one) => one.id));
      await ctx.db.run(
        sql`DELETE FROM documents WHERE id IN (SELECT value FROM json_each(${ids}))`,
      );
    }
    if (!(await conversationOf(ctx.env, id).destroy())) {
      throw new Error("A turn of a conversation has not settled yet");
    }
    await ctx.db.run(sql`DELETE FROM conversations WHERE id = ${id}`);
  }
  return found.length < AT_ONCE;
}

/** The objects in which the API's stateless turns ran. */
export async function eraseCompletions(ctx: Ctx, { person }: DeletionCursor): Promise<boolean> {
  for (const accountId of person.accountIds) {
    for (const object of completionObjectsOf(ctx.env, accountId)) {
      if (!(await object.destroy())) throw new Error("A turn of the API has not settled yet");
    }
  }
  return true;
}

/** Some documents of the workspaces' knowledge; true when none is left. */
export async function eraseDocuments(ctx: Ctx, { person }: DeletionCursor): Promise<boolean> {
  const found = await ctx.db.all<{ id: DocumentId }>(
    sql`SELECT id FROM documents WHERE ${erasedRows(person, "documents")} LIMIT ${KEYS_AT_ONCE}`,
  );
  await deleteDocuments(ctx, found);
  const ids = JSON.stringify(found.map(({ id }) => id));
  await ctx.db.run(sql`DELETE FROM documents WHERE id IN (SELECT value FROM json_each(${ids}))`);
  return found.length < KEYS_AT_ONCE;
}

async function deletePrefix(ctx: Ctx, prefix: string): Promise<void> {
  for (;;) {
    const { objects } = await ctx.bucket.list({ prefix, limit: 1_000 });
    if (objects.length === 0) return;
    await ctx.bucket.delete(objects.map(({ key }) => key));
  }
}

/** Pictures, exports, files of disputes and the packs that were made for chargebacks. */
export async function eraseFiles(ctx: Ctx, { person }: DeletionCursor): Promise<boolean> {
  const user = await ctx.db
    .select({ image: users.image })
    .from(users)
    .where(eq(users.id, person.userId))
    .get();
  if (user?.image?.startsWith("/avatars/") === true) await ctx.bucket.delete(user.image.slice(1));
  const folders: [folder: string, table: string][] = [
    ["exports", "person_exports"],
    ["disputes", "disputes"],
    ["chargebacks", "chargebacks"],
    ["inbound", "inbound_mails"],
  ];
  for (const [folder, table] of folders) {
    const rows = await ctx.db.all<{ id: string }>(
      sql`SELECT id FROM ${sql.identifier(table)} WHERE ${erasedRows(person, table)}`,
    );
    for (const { id } of rows) await deletePrefix(ctx, `${folder}/${id}/`);
  }
  return true;
}

/** What Stripe told about the person's customer. */
export async function eraseStripeEvents(ctx: Ctx, cursor: DeletionCursor): Promise<boolean> {
  for (const customerId of cursor.customerIds) {
    await ctx.db.run(
      sql`UPDATE stripe_events SET payload = NULL WHERE payload IS NOT NULL AND instr(payload, ${customerId}) > 0`,
    );
  }
  return true;
}
