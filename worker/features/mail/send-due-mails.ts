import { MINUTE_MS, SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { letOthersIn } from "#platform/let-others-in";
import type { DkimSigner } from "#platform/mail/dkim";
import { openTransport } from "#platform/mail/open-transport";
import type { MailTransport, MailTransportName, SendOutcome } from "#platform/mail/transport";
import { announceMails } from "./announce-mails.ts";
import { checkRecipients } from "./check-recipients.ts";
import { mayAsk, noteTries } from "./circuits.ts";
import { CLAIM_MS, claimMails, isAnyDue, type MailRow } from "./claim-mails.ts";
import {
  concludeMails,
  earliest,
  heldBackRow,
  type MailTry,
  suppressedRows,
  type TriedMail,
} from "./conclude-mails.ts";
import { loadDkimSigners } from "./dkim-keys.ts";
import { decideGroupSize } from "./group-size.ts";
import { handOver, type ReadyMail } from "./hand-over.ts";
import { paceMails } from "./pace-mails.ts";
import { toOutgoing, writeMessage } from "./write-message.ts";

/** How long one job goes on before it lets the next one take over. */
const JOB_MS = 45 * SECOND_MS;
/** HTTP transports are asked side by side, a connection of SMTP carries one mail after the other. */
const SIDE_BY_SIDE_MAX = 5;
/** How long a transport that works is not said to work again. */
const WELL_MS = 5 * SECOND_MS;
/** No mail is begun that may outlast the claim. */
const CLAIM_RESERVE_MS = 4 * MINUTE_MS;

/** What one job keeps open: transports, and keys that were unsealed. */
class Session {
  readonly #ctx: Ctx;
  readonly #transports = new Map<MailTransportName, MailTransport>();
  #signers: DkimSigner[] | undefined;
  readonly #wellAtMs = new Map<MailTransportName, number>();
  readonly #msEach = new Map<MailTransportName, number>();

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
  }

  async transport(name: MailTransportName): Promise<MailTransport> {
    const known = this.#transports.get(name) ?? (await openTransport(this.#ctx, name));
    this.#transports.set(name, known);
    return known;
  }

  async signers(): Promise<DkimSigner[]> {
    this.#signers ??= await loadDkimSigners(this.#ctx);
    return this.#signers;
  }

  /** Notes how a transport took a group; that it still works is written down only now and then. */
  async note(name: MailTransportName, tries: { taken: boolean; reason: string | null }[]) {
    const nowMs = this.#ctx.clock.now();
    const isWell = tries.every(({ taken }) => taken);
    if (isWell && nowMs - (this.#wellAtMs.get(name) ?? 0) < WELL_MS) return;
    await noteTries(this.#ctx, name, tries);
    if (isWell) this.#wellAtMs.set(name, nowMs);
    else this.#wellAtMs.delete(name);
  }

  groupSize(transport: MailTransport): number {
    return decideGroupSize(transport, this.#msEach.get(transport.name));
  }

  notePace({ name }: MailTransport, mails: number, tookMs: number): void {
    if (mails > 0) this.#msEach.set(name, tookMs / mails);
  }

  async close(): Promise<void> {
    for (const transport of this.#transports.values()) await transport.close?.();
  }
}

async function tryOnce(ctx: Ctx, transport: MailTransport, mail: ReadyMail): Promise<MailTry> {
  const atMs = ctx.clock.now();
  const from = performance.now();
  let outcome: SendOutcome;
  try {
    outcome = await transport.send(toOutgoing(ctx, mail.row, mail.message));
  } catch (cause) {
    ctx.log.error("mail.transport-threw", cause, { mailId: mail.row.id });
    outcome = { kind: "unknown", reason: cause instanceof Error ? cause.message : String(cause) };
  }
  return { transport, outcome, atMs, durationMs: Math.round(performance.now() - from) };
}

/** Runs `work` over the items, so many at a time, and answers in their order. */
async function inParallel<T, R>(
  items: T[],
  most: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += most) {
    results.push(...(await Promise.all(items.slice(from, from + most).map(work))));
  }
  return results;
}

/** Which transport a mail goes by: its own when it may have been taken already, else one that works. */
async function chooseTransports(
  ctx: Ctx,
  rows: MailRow[],
): Promise<Map<MailTransportName, MailRow[]>> {
  const { transport: first, fallback } = ctx.settings.mail;
  const isOpen = fallback !== undefined && !(await mayAsk(ctx, first));
  const chosen = new Map<MailTransportName, MailRow[]>();
  for (const row of rows) {
    const free = isOpen ? fallback : first;
    const name = row.pinned ? (row.transport ?? free) : free;
    chosen.set(name, [...(chosen.get(name) ?? []), row]);
  }
  return chosen;
}

/** By the fallback, what the first certainly did not take. Only what may go to another one. */
async function failOver(
  ctx: Ctx,
  session: Session,
  mail: ReadyMail,
  tries: MailTry[],
): Promise<void> {
  const { fallback } = ctx.settings.mail;
  const last = tries.at(-1);
  if (fallback === undefined || mail.row.pinned || last?.outcome.kind !== "later") return;
  if (last.transport.name === fallback) return;
  const second = await session.transport(fallback);
  const [ready] = await handOver(ctx, second, [mail]);
  if (ready !== undefined) tries.push(await tryOnce(ctx, second, ready));
}

async function tryMail(
  ctx: Ctx,
  session: Session,
  transport: MailTransport,
  { mail, claimedAtMs }: { mail: ReadyMail; claimedAtMs: number },
): Promise<TriedMail> {
  const isLate = ctx.clock.now() > claimedAtMs + CLAIM_MS - CLAIM_RESERVE_MS;
  const outcome = { kind: "later", reason: "its turn did not come in time" } as const;
  const atMs = ctx.clock.now();
  const tries = isLate
    ? [{ transport, outcome, atMs, durationMs: 0 }]
    : [await tryOnce(ctx, transport, mail)];
  await failOver(ctx, session, mail, tries);
  return { ...mail, tries };
}

async function noteHowTransportsDo(session: Session, tried: TriedMail[]): Promise<void> {
  const byTransport = Map.groupBy(
    tried.flatMap(({ tries }) => tries),
    (one) => one.transport.name,
  );
  for (const [name, tries] of byTransport) {
    if (name === "outbox") continue;
    const seen = tries.map(({ outcome }) => ({
      taken: outcome.kind === "sent" || outcome.kind === "refused",
      reason: outcome.kind === "sent" ? null : outcome.reason.slice(0, 500),
    }));
    await session.note(name, seen);
  }
}

/** Sends mails by one transport, group by group; answers when each group is due again, if any of it is. */
async function sendAll(
  ctx: Ctx,
  session: Session,
  transport: MailTransport,
  { mails, claimedAtMs }: { mails: ReadyMail[]; claimedAtMs: number },
): Promise<(number | null)[]> {
  const due: (number | null)[] = [];
  const mostAtOnce = transport.name === "smtp" ? 1 : SIDE_BY_SIDE_MAX;
  let until = session.groupSize(transport);
  let ready = await handOver(ctx, transport, mails.slice(0, until));
  for (let from = 0; from < mails.length;) {
    const startedAt = performance.now();
    const tried = await inParallel(ready, mostAtOnce, (mail) =>
      tryMail(ctx, session, transport, { mail, claimedAtMs }),
    );
    session.notePace(transport, tried.length, performance.now() - startedAt);
    [from, until] = [until, until + session.groupSize(transport)];
    const next = { transport, mails: mails.slice(from, until) };
    const concluded = await concludeMails(ctx, tried, next);
    due.push(concluded.dueAtMs);
    ({ ready } = concluded);
    await noteHowTransportsDo(session, tried);
  }
  return due;
}

async function writeAll(ctx: Ctx, session: Session, rows: MailRow[]): Promise<ReadyMail[]> {
  const ready: ReadyMail[] = [];
  const failed: Statement[] = [];
  for (const row of rows) {
    try {
      ready.push({ row, message: await writeMessage(ctx, row, await session.signers()) });
    } catch (cause) {
      ctx.log.error("mail.not-written", cause, { mailId: row.id, template: row.template });
      failed.push(
        heldBackRow(ctx, row, ctx.clock.now() + 15 * MINUTE_MS, "it could not be written"),
      );
    }
  }
  await runBatch(ctx.db, failed);
  return ready;
}

/** Works on claimed mails; answers when the earliest that waits on is due. */
async function work(ctx: Ctx, session: Session, rows: MailRow[]): Promise<number | null> {
  const claimedAtMs = ctx.clock.now();
  const verdicts = await checkRecipients(ctx, rows);
  const ended: Statement[] = [];
  const due: (number | null)[] = [];
  const going = rows.filter((row, index) => {
    const verdict = verdicts[index];
    if (verdict?.kind === "suppressed") ended.push(...suppressedRows(ctx, row, verdict.reason));
    if (verdict?.kind === "quiet") {
      ended.push(heldBackRow(ctx, row, verdict.untilMs, "quiet hours"));
      due.push(verdict.untilMs);
    }
    return verdict?.kind === "go";
  });
  const groups: { transport: MailTransport; rows: MailRow[] }[] = [];
  for (const [name, chosen] of await chooseTransports(ctx, going)) {
    const { admitted, held } = await paceMails(ctx, name, chosen);
    for (const { row, untilMs } of held) ended.push(heldBackRow(ctx, row, untilMs, row.reason));
    due.push(...held.map(({ untilMs }) => untilMs));
    groups.push({ transport: await session.transport(name), rows: admitted });
  }
  await runBatch(ctx.db, ended);
  for (const { transport, rows: admitted } of groups) {
    const mails = await writeAll(ctx, session, admitted);
    due.push(...(await sendAll(ctx, session, transport, { mails, claimedAtMs })));
  }
  return earliest(due);
}

/**
 * Sends mails whose turn has come, that of `firstId` before all others: each is claimed, its recipient
 * asked for, written, handed over and sent, and what became of it is written down. A message of the
 * queue is a hint, the rows say what is due; whatever the number of jobs, each mail is sent by one.
 * What is left is announced again. For jobs; safe to repeat.
 */
export async function sendDueMails(ctx: Ctx, firstId?: string): Promise<void> {
  const session = new Session(ctx);
  const untilMs = performance.now() + JOB_MS;
  let worked = false;
  let dueAtMs: number | null = null;
  try {
    do {
      const rows = await claimMails(ctx, worked ? undefined : firstId);
      if (rows.length === 0) break;
      worked = true;
      dueAtMs = earliest([dueAtMs, await work(ctx, session, rows)]);
      await letOthersIn();
    } while (performance.now() < untilMs);
  } finally {
    await session.close();
  }
  if (!worked) return;
  if (await isAnyDue(ctx)) await announceMails(ctx);
  else if (dueAtMs !== null) await announceMails(ctx, Math.max(dueAtMs - ctx.clock.now(), 1));
}
