import { type SQL, sql } from "drizzle-orm";
import { isId } from "#core/ids";
import { users } from "#features/identity/tables";
import { conditionOf, personTables, type Person, type PersonTable } from "#features/personal-data";
import { conversationOf, documentKeys } from "#objects/conversation";
import { ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { readmeText } from "./readme.ts";

/** What one step puts into the archive, and where the next one goes on; null ends the part. */
export interface Portion {
  path: string;
  body: string | ReadableStream | null;
  /** What was gone through, for the progress. */
  items: number;
  next: string | null;
}

/** A part of an export: read in portions, each after an item of the one before. */
export interface ExportPart {
  name: string;
  count(ctx: Ctx, person: Person): Promise<number>;
  read(ctx: Ctx, person: Person, after: string): Promise<Portion>;
}

const ROWS_A_STEP = 200;
const ENTRIES_A_STEP = 500;

const jsonLines = (rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** Columns of JSON as what they say, and times beside their milliseconds. */
function toRecord(row: Record<string, unknown>, omit: readonly string[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (omit.includes(name) || name === "row_number") continue;
    record[name] = value;
    if (name.endsWith("_at_ms") && typeof value === "number") {
      record[name.replace(/_ms$/, "")] = new Date(value).toISOString();
    }
  }
  return record;
}

function tablePart({ name, rows, omit = [] }: PersonTable): ExportPart {
  const table = sql.identifier(name);
  return {
    name: `rows of ${name}`,
    count: async () => 1,
    read: async (ctx, person, after) => {
      const found: Record<string, unknown>[] = await ctx.db.all(
        sql`SELECT rowid AS row_number, * FROM ${table} WHERE ${conditionOf(person, rows)} AND rowid > ${Number(after)} ORDER BY rowid LIMIT ${ROWS_A_STEP}`,
      );
      const last = found.at(-1);
      const isEnd = found.length < ROWS_A_STEP;
      return {
        path: `data/${name}.jsonl`,
        body: found.length === 0 ? null : jsonLines(found.map((row) => toRecord(row, omit))),
        items: isEnd ? 1 : 0,
        next: isEnd ? null : String(last?.["row_number"]),
      };
    },
  };
}

/** A part with one item a step, found by its id in a table. */
function itemPart(
  name: string,
  table: string,
  read: (ctx: Ctx, item: Record<string, unknown>) => Promise<Pick<Portion, "path" | "body">>,
): ExportPart {
  const from = sql.identifier(table);
  const rows = personTables.find((one) => one.name === table)?.rows ?? [];
  const where = (person: Person): SQL => conditionOf(person, rows);
  return {
    name,
    count: async (ctx, person) => {
      const counted = await ctx.db.get<{ n: number }>(
        sql`SELECT count(*) AS n FROM ${from} WHERE ${where(person)}`,
      );
      return counted?.n ?? 0;
    },
    read: async (ctx, person, after) => {
      const found: Record<string, unknown>[] = await ctx.db.all(
        sql`SELECT * FROM ${from} WHERE ${where(person)} AND id > ${after} ORDER BY id LIMIT 1`,
      );
      const [item] = found;
      if (item === undefined) return { path: name, body: null, items: 0, next: null };
      return { ...(await read(ctx, item)), items: 1, next: String(item["id"]) };
    },
  };
}

/** A name that no unpacker trips over. */
function plainName(name: unknown): string {
  return String(name)
    .replaceAll(/[^\p{L}\p{N}._ -]/gu, "_")
    .slice(-100);
}

const conversationPart = itemPart("conversations", "conversations", async (ctx, item) => {
  const { id } = item;
  const messages = isId("conv", id) ? await conversationOf(ctx.env, id).exportAll() : [];
  return {
    path: `conversations/${String(id)}.json`,
    body: JSON.stringify({ id, title: item["title"], messages }, null, 2),
  };
});

const documentPart = itemPart("documents", "documents", async (ctx, item) => {
  const { id } = item;
  const stored = isId("doc", id) ? await ctx.bucket.get(documentKeys.bytes(id)) : null;
  return { path: `documents/${String(id)}/${plainName(item["name"])}`, body: stored?.body ?? null };
});

const attachmentPart = itemPart("dispute files", "dispute_attachments", async (ctx, item) => {
  const stored = await ctx.bucket.get(
    `disputes/${String(item["dispute_id"])}/${String(item["id"])}`,
  );
  return {
    path: `dispute-files/${String(item["id"])}/${plainName(item["name"])}`,
    body: stored?.body ?? null,
  };
});

/** The ledger of every account that is the person's alone, entry by entry. */
const ledgerPart: ExportPart = {
  name: "ledger",
  count: async (_ctx, { accountIds }) => accountIds.length,
  read: async (ctx, { accountIds }, after) => {
    const [index = 0, seq = 0] = after.split(":").map(Number);
    const accountId = accountIds[index];
    if (accountId === undefined) return { path: "ledger", body: null, items: 0, next: null };
    const entries = await ledgerOf(ctx.env, accountId).entries({
      afterSeq: seq,
      limit: ENTRIES_A_STEP,
    });
    const last = entries.at(-1);
    const isEnd = entries.length < ENTRIES_A_STEP || last === undefined;
    return {
      path: `ledger/${accountId}.jsonl`,
      body: entries.length === 0 ? null : jsonLines(entries),
      items: isEnd ? 1 : 0,
      next: isEnd ? `${index + 1}:0` : `${index}:${last.seq}`,
    };
  },
};

const avatarPart: ExportPart = {
  name: "picture",
  count: async () => 1,
  read: async (ctx, { userId }) => {
    const row = await ctx.db
      .select({ image: users.image })
      .from(users)
      .where(sql`${users.id} = ${userId}`)
      .get();
    const path = row?.image?.startsWith("/avatars/") === true ? row.image : undefined;
    const stored = path === undefined ? null : await ctx.bucket.get(path.slice(1));
    const ending = path?.split(".").at(-1) ?? "jpg";
    return { path: `picture.${ending}`, body: stored?.body ?? null, items: 1, next: null };
  },
};

const readmePart: ExportPart = {
  name: "readme",
  count: async () => 1,
  read: async (ctx, person) => ({
    path: "README.txt",
    body: readmeText(person, ctx.clock.now()),
    items: 1,
    next: null,
  }),
};

/** Everything that an export has, in this order. */
export const exportParts: ExportPart[] = [
  readmePart,
  ...personTables.filter(({ notExported }) => notExported === undefined).map(tablePart),
  conversationPart,
  documentPart,
  attachmentPart,
  avatarPart,
  ledgerPart,
];
