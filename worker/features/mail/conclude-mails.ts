import { sql } from "drizzle-orm";
import { newId } from "#core/ids";
import { SECOND_MS } from "#core/time";
import { auditRow, auditRowsOf } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import type { MailTransport, SendOutcome } from "#platform/mail/transport";
import { isHeld, type MailRow } from "./claim-mails.ts";
import { type Conclusion, decideConclusion } from "./decide-conclusion.ts";
import { decideSuppression } from "./decide-suppression.ts";
import { handedOver, handOver, handOverRows, type ReadyMail } from "./hand-over.ts";
import type { UntriedReason } from "./schema.ts";
import { suppressionRow } from "./suppressions.ts";
import { mailEvents, mails, mailTries } from "./tables.ts";
import type { WrittenMessage } from "./write-message.ts";

/** One try and what came of it. */
export interface MailTry {
  transport: MailTransport;
  outcome: SendOutcome;
  atMs: number;
  durationMs: number;
}

export interface TriedMail {
  row: MailRow;
  message: WrittenMessage;
  /** At least one; the last one decides. */
  tries: MailTry[];
}

const WRITE_TRIES_MAX = 3;

/** Every try of these mails, in one statement. */
function tryRows(ctx: Ctx, tried: TriedMail[]): Statement {
  const rows = tried.flatMap(({ row, tries }) =>
    tries.map(({ transport, outcome, atMs, durationMs }) => ({
      id: newId("mtry", atMs),
      mailId: row.id,
      transport: transport.name,
      outcome: outcome.kind,
      reason: outcome.kind === "sent" ? null : outcome.reason.slice(0, 500),
      atMs,
      durationMs,
    })),
  );
  return ctx.db
    .insert(mailTries)
    .select(
      sql`SELECT value ->> '$.id', value ->> '$.mailId', value ->> '$.transport', value ->> '$.outcome', value ->> '$.reason', value ->> '$.atMs', value ->> '$.durationMs' FROM json_each(${JSON.stringify(rows)}) WHERE true`,
    );
}

/** The receiving server itself said that the address takes no mail: told like any other bounce. */
function bounceRows(ctx: Ctx, { row }: TriedMail, last: MailTry): Statement[] {
  const { outcome, transport, atMs } = last;
  if (outcome.kind !== "refused" || outcome.suppress === undefined) return [];
  const id = newId("mev", atMs);
  const kind = outcome.suppress;
  const detail = outcome.reason.slice(0, 500);
  const suppression = decideSuppression(kind, undefined, ctx.clock.now());
  const address = row.to.toLowerCase();
  return [
    ctx.db
      .insert(mailEvents)
      .values({
        id,
        transport: transport.name,
        eventId: `refused:${row.id}:${row.fence}`,
        mailId: row.id,
        address,
        kind,
        detail,
        atMs,
        receivedAtMs: ctx.clock.now(),
      })
      .onConflictDoNothing({ target: [mailEvents.transport, mailEvents.eventId] }),
    ...(suppression === undefined
      ? []
      : [suppressionRow(ctx, { ...suppression, address, detail })]),
  ];
}

function lastOf({ tries }: TriedMail): MailTry {
  const last = tries.at(-1);
  if (last === undefined) throw new Error("a mail that was tried has a try");
  return last;
}

function conclude(ctx: Ctx, tried: TriedMail): Conclusion {
  const { row, tries } = tried;
  const nowMs = ctx.clock.now();
  const { outcome, transport, atMs } = lastOf(tried);
  return decideConclusion(
    {
      id: row.id,
      lane: row.lane,
      tries: row.tries + tries.length,
      firstTryAtMs: row.firstTryAtMs ?? nowMs,
      pinned: row.pinned,
      handedOverAtMs: row.pinned ? (row.handedOverAtMs ?? nowMs) : atMs,
      honoursIdempotency: transport.honoursIdempotency,
    },
    outcome,
    nowMs,
  );
}

/**
 * What becomes of the message: it goes when it has left, stays as it is in the outbox, which is for
 * reading it, and is kept where it may be needed again.
 */
function keptMessage({ message }: TriedMail, { state }: Conclusion, transport: MailTransport) {
  const { subject, headers, layoutVersion, text, html, raw } = message;
  const about = { subject, headers, layoutVersion };
  if (state !== "sent") return { ...about, kept: "this", text, html, raw };
  return { ...about, kept: transport.name === "outbox" ? "stored" : "none" };
}

interface Concluded {
  tried: TriedMail;
  conclusion: Conclusion;
}

/**
 * What these mails are from now on, in one statement. Who sent one may still say what became of it
 * after others had to take it for `unknown`, unless it was claimed again meanwhile.
 */
function stateRows(ctx: Ctx, concluded: Concluded[]): Statement {
  const nowMs = ctx.clock.now();
  const rows = concluded.map(({ tried, conclusion }) => {
    const { outcome, transport } = lastOf(tried);
    const { state, nextTryAtMs, pinned, reason } = conclusion;
    return {
      id: tried.row.id,
      fence: tried.row.fence,
      tries: tried.tries.length,
      state,
      nextTryAtMs,
      pinned: pinned ? 1 : 0,
      reason: reason?.slice(0, 500) ?? null,
      isFree: state === "waiting" && !pinned,
      providerId: outcome.kind === "sent" ? (outcome.providerId ?? null) : null,
      sentAtMs: state === "sent" ? nowMs : null,
      endedAtMs: nextTryAtMs === null ? nowMs : null,
      ...keptMessage(tried, conclusion, transport),
    };
  });
  const given = (name: string) => sql.raw(`given.value ->> '$.${name}'`);
  const kept = (name: "text" | "html" | "raw") =>
    sql`CASE ${given("kept")} WHEN 'this' THEN ${given(name)} WHEN 'stored' THEN ${mails[name]} END`;
  return ctx.db
    .update(mails)
    .set({
      state: sql`${given("state")}`,
      nextTryAtMs: sql`${given("nextTryAtMs")}`,
      pinned: sql`${given("pinned")}`,
      reason: sql`${given("reason")}`,
      tries: sql`${mails.tries} + (${given("tries")})`,
      handedOverAtMs: sql`CASE WHEN ${given("isFree")} THEN NULL ELSE ${mails.handedOverAtMs} END`,
      providerId: sql`coalesce(${given("providerId")}, ${mails.providerId})`,
      sentAtMs: sql`coalesce(${given("sentAtMs")}, ${mails.sentAtMs})`,
      endedAtMs: sql`coalesce(${given("endedAtMs")}, ${mails.endedAtMs})`,
      data: null,
      subject: sql`${given("subject")}`,
      headers: sql`given.value -> '$.headers'`,
      layoutVersion: sql`${given("layoutVersion")}`,
      text: kept("text"),
      html: kept("html"),
      raw: kept("raw"),
    })
    .from(sql`json_each(${JSON.stringify(rows)}) AS given`)
    .where(
      sql`${mails.id} = ${given("id")} AND ${mails.fence} = ${given("fence")} AND +${mails.state} IN ('sending', 'unknown')`,
    );
}

function endRows(ctx: Ctx, concluded: Concluded[]): Statement[] {
  const entries = concluded.flatMap(({ tried, conclusion: { state } }) => {
    if (state === "waiting") return [];
    const detail = { template: tried.row.template, transport: lastOf(tried).transport.name };
    return [{ action: `mail.${state}` as const, target: tried.row.id, detail }];
  });
  return entries.length === 0 ? [] : [auditRowsOf(ctx, entries)];
}

/** What is known must not be lost to a database that stumbles: the mail would stay `unknown`. */
async function surely<T>(ctx: Ctx, write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (cause) {
      if (tries >= WRITE_TRIES_MAX) throw cause;
      ctx.log.error("mail.conclusion-repeated", cause, { tries });
      await new Promise((resolve) => setTimeout(resolve, tries * (SECOND_MS / 10)));
    }
  }
}

/**
 * Writes what became of mails that were tried and, in the same batch, hands over `next`. Answers when
 * the earliest of the tried ones is due again, and which of the next may really go.
 */
export async function concludeMails(
  ctx: Ctx,
  tried: TriedMail[],
  next: { transport: MailTransport; mails: ReadyMail[] },
): Promise<{ dueAtMs: number | null; ready: ReadyMail[] }> {
  const { transport, mails: following } = next;
  if (tried.length === 0)
    return { dueAtMs: null, ready: await handOver(ctx, transport, following) };
  const concluded = tried.map((one) => ({ tried: one, conclusion: conclude(ctx, one) }));
  const rows = [
    stateRows(ctx, concluded),
    tryRows(ctx, tried),
    ...tried.flatMap((one) => bounceRows(ctx, one, lastOf(one))),
    ...endRows(ctx, concluded),
  ] as const;
  const named = await surely(ctx, async () => {
    if (following.length === 0) {
      await ctx.db.batch(rows);
      return [];
    }
    // After the bounces of this batch, which may suppress an address that comes next.
    const written = await ctx.db.batch([...rows, handOverRows(ctx, transport, following)]);
    return written.at(-1) as { id: string }[];
  });
  return {
    dueAtMs: earliest(concluded.map(({ conclusion }) => conclusion.nextTryAtMs)),
    ready: handedOver(following, named),
  };
}

export function earliest(times: (number | null)[]): number | null {
  const known = times.filter((atMs) => atMs !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** A mail whose recipient cannot or does not want to get it ends here, and its content with it. */
export function suppressedRows(ctx: Ctx, row: MailRow, reason: UntriedReason): Statement[] {
  return [
    ctx.db
      .update(mails)
      .set({
        state: "suppressed",
        nextTryAtMs: null,
        endedAtMs: ctx.clock.now(),
        reason,
        data: null,
        text: null,
        html: null,
        raw: null,
        pinned: false,
      })
      .where(isHeld(row)),
    auditRow(ctx, "mail.suppressed", row.id, { template: row.template, reason }),
  ];
}

/** A mail whose turn has not come after all waits on; it was certainly not sent by this claim. */
export function heldBackRow(
  ctx: Ctx,
  row: MailRow,
  untilMs: number,
  reason: string | null,
): Statement {
  return ctx.db
    .update(mails)
    .set({ state: "waiting", nextTryAtMs: untilMs, reason, handedOverAtMs: row.handedOverAtMs })
    .where(isHeld(row));
}
