import { and, desc, eq, lt, or, sql, type SQLWrapper } from "drizzle-orm";
import type { Id } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { inboundKey } from "./inbound-key.ts";
import {
  type InboundAttachment,
  type InboundMailDetail,
  type InboundMailView,
  InboundQuery,
} from "./schema.ts";
import { inboundMails } from "./tables.ts";
import { toInboundDetail, toInboundView } from "./to-inbound-view.ts";

const { id, kind, from, fromName, to, subject, receivedAtMs, files } = inboundMails;

function contains(column: SQLWrapper, text: string) {
  return sql`instr(lower(${column}), ${text.toLowerCase()}) > 0`;
}

/** Mails that came in, the latest first. For the operator. */
export async function listInboundMails(
  ctx: Ctx,
  query: InboundQuery = {},
): Promise<{ items: InboundMailView[]; nextCursor: string | null }> {
  requireOperator(ctx);
  const wanted = parseInput(InboundQuery, query);
  const { text = "", limit } = wanted;
  const rows = await ctx.db
    .select({ id, kind, from, fromName, to, subject, receivedAtMs, files })
    .from(inboundMails)
    .where(
      and(
        wanted.kind === undefined ? undefined : eq(kind, wanted.kind),
        text === ""
          ? undefined
          : or(contains(from, text), contains(to, text), contains(subject, text)),
        wanted.cursor === undefined ? undefined : lt(id, wanted.cursor as Id<"inb">),
      ),
    )
    .orderBy(desc(id))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(toInboundView);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** One mail that came in, with its text. For the operator. Unknown ids are `not-found`. */
export async function getInboundMail(ctx: Ctx, wantedId: string): Promise<InboundMailDetail> {
  requireOperator(ctx);
  const row = await ctx.db
    .select()
    .from(inboundMails)
    .where(eq(id, wantedId as Id<"inb">))
    .get();
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such mail." });
  return toInboundDetail(row);
}

/** The bytes of an attachment, or the whole message. For the operator. */
export async function getInboundFile(
  ctx: Ctx,
  wantedId: string,
  part: "message" | number,
): Promise<{ body: ReadableStream; file: Omit<InboundAttachment, "index"> }> {
  const mail = await getInboundMail(ctx, wantedId);
  const whole = { name: `${mail.id}.eml`, type: "message/rfc822", bytes: mail.bytes };
  const file = part === "message" ? whole : mail.files[part];
  const stored = file === undefined ? null : await ctx.bucket.get(inboundKey(mail.id, part));
  if (file === undefined || stored === null) {
    throw new Problem("not-found", { detail: "There is no such file." });
  }
  return { body: stored.body, file };
}
