import { and, eq, gt, isNotNull, or, sql } from "drizzle-orm";
import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { DAY_MS } from "#core/time";
import { mailRows } from "#features/mail";
import { endSessionsRows, forgetSessions, requireFreshSession } from "#features/sessions";
import { requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import {
  guardRow,
  isGuardFailure,
  isUniqueViolation,
  runBatch,
  type Statement,
} from "#platform/db";
import { findUserByEmail, findUserById } from "./find-user.ts";
import { admitMail } from "./limits.ts";
import { voidProofs } from "./proofs.ts";
import { EmailChangeAnswer, EmailChangeRequest, type EmailChangeView } from "./schema.ts";
import { emailChanges, users } from "./tables.ts";
import { hashToken, newToken } from "./token.ts";

const TTL_MS = DAY_MS;

type ChangeRow = typeof emailChanges.$inferSelect;

/**
 * Asks both addresses to agree to a change; nothing changes until both did, within a day. The
 * present one gets a link to agree or to stop it, the new one a link that proves it. A new request
 * takes the place of an earlier one. Asks for a fresh session. An address that is somebody's gets the
 * same answer; its owner is told instead. Refuses more than 5 an hour with `too-many-requests`.
 */
export async function requestEmailChange(ctx: Ctx, input: EmailChangeRequest): Promise<void> {
  const { userId, sessionId } = requireFreshSession(ctx);
  const { email } = parseInput(EmailChangeRequest, input);
  const person = await findUserById(ctx, userId);
  if (person === undefined) throw new Problem("unauthorized");
  if (person.email === email) {
    throw new Problem("invalid-input", {
      errors: [{ pointer: "/email", detail: "is your address already" }],
    });
  }
  await admitMail(ctx, "email-change", email);
  const owner = await findUserByEmail(ctx, email);
  const nowMs = ctx.clock.now();
  const id = newId("echg", nowMs);
  const [oldToken, newTokenValue] = [newToken(), newToken()];
  const tokens = {
    oldTokenHash: await hashToken(oldToken),
    newTokenHash: await hashToken(newTokenValue),
  };
  const { name, locale } = person;
  const link = (token: string) => `${ctx.origin}/email-change?token=${token}`;
  const toNew =
    owner === undefined
      ? mailRows(ctx, {
          to: email,
          template: "email-change-prove",
          locale,
          data: { name, url: link(newTokenValue), email },
          key: `email-change-prove:${id}`,
        })
      : mailRows(ctx, {
          to: email,
          template: "already-registered",
          locale: owner.locale,
          data: {
            name: owner.name,
            signInUrl: `${ctx.origin}/sign-in`,
            resetUrl: `${ctx.origin}/forgot`,
          },
          key: `already-registered:${owner.userId}:${Math.floor(nowMs / DAY_MS)}`,
        });
  await runBatch(ctx.db, [
    ctx.db.delete(emailChanges).where(eq(emailChanges.userId, userId)),
    ctx.db.insert(emailChanges).values({
      id,
      userId,
      sessionId,
      newEmail: email,
      ...tokens,
      createdAtMs: nowMs,
      expiresAtMs: nowMs + TTL_MS,
    }),
    auditRow(ctx, "user.email-change-requested", id),
    ...mailRows(ctx, {
      to: person.email,
      template: "email-change-agree",
      locale,
      data: { name, url: link(oldToken), email },
      key: `email-change-agree:${id}`,
    }),
    ...toNew,
  ]);
}

async function findByToken(
  ctx: Ctx,
  token: string,
): Promise<(ChangeRow & { side: "old" | "new" }) | undefined> {
  const hash = await hashToken(token);
  const row = await ctx.db
    .select()
    .from(emailChanges)
    .where(
      and(
        or(eq(emailChanges.oldTokenHash, hash), eq(emailChanges.newTokenHash, hash)),
        gt(emailChanges.expiresAtMs, ctx.clock.now()),
      ),
    )
    .get();
  if (row === undefined) return undefined;
  return { ...row, side: row.oldTokenHash === hash ? "old" : "new" };
}

function toView(row: ChangeRow, side: "old" | "new"): EmailChangeView {
  return {
    side,
    newEmail: row.newEmail,
    oldAgreed: row.oldAgreedAtMs !== null,
    newProven: row.newProvenAtMs !== null,
    expiresAtMs: row.expiresAtMs,
  };
}

/** The change that a mailed link is about; undefined when it is over, stopped or unknown. */
export async function findEmailChange(
  ctx: Ctx,
  token: string,
): Promise<EmailChangeView | undefined> {
  const row = await findByToken(ctx, token);
  return row === undefined ? undefined : toView(row, row.side);
}

/** The change that the signed-in person waits for, if there is one. */
export async function findOwnEmailChange(ctx: Ctx): Promise<EmailChangeView | undefined> {
  const { userId } = requireUser(ctx);
  const row = await ctx.db
    .select()
    .from(emailChanges)
    .where(and(eq(emailChanges.userId, userId), gt(emailChanges.expiresAtMs, ctx.clock.now())))
    .get();
  return row === undefined ? undefined : toView(row, "old");
}

/** Takes back the change that the signed-in person asked for. Safe to repeat. */
export async function cancelEmailChange(ctx: Ctx): Promise<void> {
  const { userId } = requireUser(ctx);
  await runBatch(ctx.db, [
    ctx.db.delete(emailChanges).where(eq(emailChanges.userId, userId)),
    auditRow(ctx, "user.email-change-cancelled", userId),
  ]);
}

/**
 * The rows of the change itself, which only happen while both addresses agree: the new address,
 * confirmed; all sessions but the asking one ended; every mailed link to the old address void.
 */
async function changeRows(ctx: Ctx, row: ChangeRow): Promise<Statement[]> {
  const person = await findUserById(ctx, row.userId);
  if (person === undefined) throw new Problem("link-expired");
  const both = and(
    eq(emailChanges.id, row.id),
    isNotNull(emailChanges.oldAgreedAtMs),
    isNotNull(emailChanges.newProvenAtMs),
  );
  const agreed = sql`EXISTS (SELECT 1 FROM ${emailChanges} WHERE ${both})`;
  const { name, locale, email } = person;
  return [
    guardRow(ctx.db, agreed),
    ctx.db
      .update(users)
      .set({ email: row.newEmail, emailVerified: true, updatedAt: new Date(ctx.clock.now()) })
      .where(eq(users.id, row.userId)),
    ctx.db.delete(emailChanges).where(eq(emailChanges.id, row.id)),
    ...endSessionsRows(ctx, row.userId, row.sessionId),
    voidProofs(ctx, row.userId),
    auditRow(ctx, "user.email-changed", row.userId, { change: row.id }),
    ...mailRows(ctx, {
      to: email,
      template: "email-changed",
      locale,
      data: { name, url: `${ctx.origin}/account/security`, email: row.newEmail },
      key: `email-changed:${row.id}`,
    }),
  ];
}

async function noteAnswer(ctx: Ctx, row: ChangeRow, side: "old" | "new"): Promise<void> {
  const nowMs = ctx.clock.now();
  const answer = side === "old" ? { oldAgreedAtMs: nowMs } : { newProvenAtMs: nowMs };
  const exists = sql`EXISTS (SELECT 1 FROM ${emailChanges} WHERE ${emailChanges.id} = ${row.id})`;
  await runBatch(ctx.db, [
    guardRow(ctx.db, exists),
    ctx.db.update(emailChanges).set(answer).where(eq(emailChanges.id, row.id)),
    auditRow(ctx, side === "old" ? "user.email-change-agreed" : "user.email-proven", row.id),
  ]);
}

async function stop(ctx: Ctx, row: ChangeRow): Promise<void> {
  await runBatch(ctx.db, [
    ctx.db.delete(emailChanges).where(eq(emailChanges.id, row.id)),
    auditRow(ctx, "user.email-change-stopped", row.id, { userId: row.userId }),
  ]);
}

async function applyChange(ctx: Ctx, row: ChangeRow): Promise<void> {
  try {
    await runBatch(ctx.db, await changeRows(ctx, row));
  } catch (cause) {
    // The other address answered at the same time and has done it.
    if (isGuardFailure(cause)) return;
    if (!isUniqueViolation(cause, "users.email")) throw cause;
    await stop(ctx, row);
    throw new Problem("already-exists", {
      detail: "The new address has meanwhile become somebody's; nothing was changed.",
      cause,
    });
  }
  await forgetSessions(ctx.env, [row.userId]);
}

/** What an answer led to. */
export type EmailChangeOutcome = "waiting" | "changed" | "stopped";

/**
 * Answers for one of the addresses by its mailed link: the present one agrees or stops the change,
 * the new one proves itself (or stops it too). When both have, the address changes, every other
 * session ends, and the former address is told. Refuses a link that is unknown or older than a day,
 * or whose change is over, with `link-expired`; safe to repeat until then.
 */
export async function answerEmailChange(
  ctx: Ctx,
  input: EmailChangeAnswer,
): Promise<EmailChangeOutcome> {
  const { token, answer } = parseInput(EmailChangeAnswer, input);
  const row = await findByToken(ctx, token);
  if (row === undefined) throw new Problem("link-expired");
  if (answer === "stop") {
    await stop(ctx, row);
    return "stopped";
  }
  try {
    await noteAnswer(ctx, row, row.side);
  } catch (cause) {
    if (isGuardFailure(cause)) throw new Problem("link-expired", { cause });
    throw cause;
  }
  const otherAnswered = await isAgreed(ctx, row.id);
  if (!otherAnswered) return "waiting";
  await applyChange(ctx, row);
  return "changed";
}

async function isAgreed(ctx: Ctx, id: ChangeRow["id"]): Promise<boolean> {
  const row = await ctx.db
    .select({
      oldAgreedAtMs: emailChanges.oldAgreedAtMs,
      newProvenAtMs: emailChanges.newProvenAtMs,
    })
    .from(emailChanges)
    .where(eq(emailChanges.id, id))
    .get();
  // Gone: the other answer has just carried it out.
  if (row === undefined) return true;
  return row.oldAgreedAtMs !== null && row.newProvenAtMs !== null;
}
