import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { newId } from "#core/ids";
import { SECOND_MS } from "#core/time";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import type { MailTransport, SendOutcome } from "#platform/mail/transport";
import { isHeld, type MailRow } from "./claim-mails.ts";
import { type Conclusion, decideConclusion } from "./decide-conclusion.ts";
import { decideSuppression } from "./decide-suppression.ts";
import { suppressionRow } from "./suppressions.ts";
import { mailEvents, mails, mailTries } from "./tables.ts";

/** One try and what came of it. */
export interface MailTry {
  transport: MailTransport;
  outcome: SendOutcome;
  atMs: number;
  durationMs: number;
}

export interface TriedMail {
  row: MailRow;
  /** At least one; the last one decides. */
  tries: MailTry[];
}

const WRITE_TRIES_MAX = 3;

/**
 * Who sent it may still say what became of it after others had to take it for `unknown`, unless it
 * was claimed again meanwhile.
 */
function isOurs(row: MailRow): SQL | undefined {
  return and(
    eq(mails.id, row.id),
    eq(mails.fence, row.fence),
    inArray(mails.state, ["sending", "unknown"]),
  );
}

function tryRow(
  ctx: Ctx,
  mailId: string,
  { transport, outcome, atMs, durationMs }: MailTry,
): Statement {
  return ctx.db.insert(mailTries).values({
    id: newId("mtry", atMs),
    mailId,
    transport: transport.name,
    outcome: outcome.kind,
    reason: outcome.kind === "sent" ? null : outcome.reason.slice(0, 500),
    atMs,
    durationMs,
  });
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

/** The message stays where it may be needed again, and in the outbox, which is for reading it. */
function keptParts({ state }: Conclusion, transport: MailTransport) {
  if (state !== "sent" || transport.name === "outbox") return {};
  return { text: null, html: null, raw: null };
}

function conclusionRows(ctx: Ctx, tried: TriedMail): { rows: Statement[]; conclusion: Conclusion } {
  const { row, tries } = tried;
  const nowMs = ctx.clock.now();
  const last = tries.at(-1);
  if (last === undefined) throw new Error("a mail that was tried has a try");
  const { outcome, transport } = last;
  const conclusion = decideConclusion(
    {
      id: row.id,
      lane: row.lane,
      tries: row.tries + tries.length,
      firstTryAtMs: row.firstTryAtMs ?? nowMs,
      pinned: row.pinned,
      handedOverAtMs: row.pinned ? (row.handedOverAtMs ?? nowMs) : last.atMs,
      honoursIdempotency: transport.honoursIdempotency,
    },
    outcome,
    nowMs,
  );
  const { state, nextTryAtMs, pinned, reason } = conclusion;
  const isSent = state === "sent";
  const update = ctx.db
    .update(mails)
    .set({
      state,
      nextTryAtMs,
      pinned,
      reason: reason?.slice(0, 500) ?? null,
      tries: sql`${mails.tries} + ${tries.length}`,
      ...(state === "waiting" && !pinned ? { handedOverAtMs: null } : {}),
      ...(outcome.kind === "sent" ? { providerId: outcome.providerId ?? null } : {}),
      ...(isSent ? { sentAtMs: nowMs } : {}),
      ...(nextTryAtMs === null ? { endedAtMs: nowMs } : {}),
      ...keptParts(conclusion, transport),
    })
    .where(isOurs(row));
  const audit = { template: row.template, transport: transport.name };
  return {
    conclusion,
    rows: [
      update,
      ...tries.map((one) => tryRow(ctx, row.id, one)),
      ...bounceRows(ctx, tried, last),
      ...(nextTryAtMs === null && state !== "waiting"
        ? [auditRow(ctx, `mail.${state}`, row.id, audit)]
        : []),
    ],
  };
}

/** What is known must not be lost to a database that stumbles: the mail would stay `unknown`. */
async function writeSurely(ctx: Ctx, rows: Statement[]): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await runBatch(ctx.db, rows);
    } catch (cause) {
      if (tries >= WRITE_TRIES_MAX) throw cause;
      ctx.log.error("mail.conclusion-repeated", cause, { tries });
      await new Promise((resolve) => setTimeout(resolve, tries * (SECOND_MS / 10)));
    }
  }
}

/** Writes what became of mails that were tried; answers when the earliest of them is due again. */
export async function concludeMails(ctx: Ctx, tried: TriedMail[]): Promise<number | null> {
  const concluded = tried.map((one) => conclusionRows(ctx, one));
  await writeSurely(
    ctx,
    concluded.flatMap(({ rows }) => rows),
  );
  return earliest(concluded.map(({ conclusion }) => conclusion.nextTryAtMs));
}

export function earliest(times: (number | null)[]): number | null {
  const known = times.filter((atMs) => atMs !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** A mail whose recipient cannot or does not want to get it ends here, and its content with it. */
export function suppressedRows(ctx: Ctx, row: MailRow, reason: string): Statement[] {
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
