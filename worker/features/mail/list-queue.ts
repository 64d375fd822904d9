import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  lt,
  or,
  type SQL,
  sql,
  type SQLWrapper,
} from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { type MailLine, MailQuery, type MailStory } from "./schema.ts";
import { mailEvents, mails, mailTries } from "./tables.ts";

const STORY_MAX = 100;

const {
  data: _data,
  text: _text,
  html: _html,
  raw: _raw,
  headers: _headers,
  ...listed
} = getTableColumns(mails);
type ListedRow = Pick<typeof mails.$inferSelect, keyof typeof listed>;

function toLine(row: ListedRow): MailLine {
  const { id, to, template, lane, state, subject, tries, transport, reason } = row;
  const { nextTryAtMs, createdAtMs, sentAtMs } = row;
  const line = { id, to, template, lane, state, subject, tries, transport, reason };
  return { ...line, nextTryAtMs, createdAtMs, sentAtMs };
}

function startsWith(column: SQLWrapper, text: string): SQL {
  return sql`instr(${column}, ${text}) = 1`;
}

/** Mails of the queue and those that have left it, newest first, without what they say. For the operator. */
export async function listQueue(
  ctx: Ctx,
  query: MailQuery = {},
): Promise<{ items: MailLine[]; nextCursor: string | null }> {
  requireOperator(ctx);
  const { state, lane, text, cursor, limit } = parseInput(MailQuery, query);
  const wanted = text?.toLowerCase() ?? "";
  const rows = await ctx.db
    .select(listed)
    .from(mails)
    .where(
      and(
        state === undefined ? undefined : eq(mails.state, state),
        lane === undefined ? undefined : eq(mails.lane, lane),
        wanted === ""
          ? undefined
          : or(
              startsWith(sql`lower(${mails.to})`, wanted),
              startsWith(mails.domain, wanted),
              eq(mails.id, text ?? ""),
            ),
        cursor === undefined ? undefined : lt(mails.id, cursor),
      ),
    )
    .orderBy(desc(mails.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(toLine);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** What an operator may do: hurry or stop what waits, try again what was refused or is unknown. */
export function actsOn(
  row: Pick<typeof mails.$inferSelect, "state" | "data" | "raw" | "pinned">,
): MailStory["acts"] {
  switch (row.state) {
    case "waiting":
      return row.pinned ? ["retry"] : ["retry", "cancel"];
    case "refused":
      return row.raw === null ? [] : ["retry"];
    case "unknown":
      return row.raw === null && row.data === null ? [] : ["resend"];
    case "sending":
    case "sent":
    case "suppressed":
    case "cancelled":
      return [];
  }
}

/** One mail with its latest 100 tries and events. For the operator. Unknown ids are `not-found`. */
export async function getMailStory(ctx: Ctx, id: string): Promise<MailStory> {
  requireOperator(ctx);
  const row = await ctx.db.select().from(mails).where(eq(mails.id, id)).get();
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such mail." });
  const [attempts, events] = await Promise.all([
    ctx.db
      .select()
      .from(mailTries)
      .where(eq(mailTries.mailId, id))
      .orderBy(asc(mailTries.atMs), asc(mailTries.id))
      .limit(STORY_MAX),
    ctx.db
      .select()
      .from(mailEvents)
      .where(eq(mailEvents.mailId, id))
      .orderBy(asc(mailEvents.atMs), asc(mailEvents.id))
      .limit(STORY_MAX),
  ]);
  const { locale, providerId, resends, pinned, endedAtMs } = row;
  return {
    ...toLine(row),
    locale,
    providerId,
    resends,
    pinned,
    endedAtMs,
    acts: actsOn(row),
    attempts,
    events,
  };
}
