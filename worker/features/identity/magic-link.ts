import { eq } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { mailRows } from "#features/mail";
import { noteProof } from "#features/sessions";
import { isTwoFactorOn } from "#features/two-factor";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { isGuardFailure, runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { type Entered, enter } from "./enter.ts";
import { findUserByEmail, findUserById } from "./find-user.ts";
import { admitMail } from "./limits.ts";
import { draftProof, findProof, spendProof } from "./proofs.ts";
import { MagicLinkProof, MagicLinkRequest } from "./schema.ts";
import { users } from "./tables.ts";

const TTL_MS = 15 * MINUTE_MS;

function linkOf(ctx: Ctx, token: string, next: string | undefined): string {
  const link = `${ctx.origin}/sign-in/link?token=${token}`;
  return next === undefined ? link : `${link}&next=${encodeURIComponent(next)}`;
}

/**
 * Mails a link that signs in without a password, once and for 15 minutes, if the address is
 * someone's. The answer and the writes are the same when it is nobody's. Refuses more than 5 an hour
 * for an address with `too-many-requests`.
 */
export async function requestMagicLink(ctx: Ctx, input: MagicLinkRequest): Promise<void> {
  const { email, next } = parseInput(MagicLinkRequest, input);
  await admitMail(ctx, "magic-link", email);
  const user = await findUserByEmail(ctx, email);
  const proof = await draftProof(ctx, "magic-link", user?.userId, TTL_MS);
  const mail =
    user === undefined
      ? // A message about no mail does nothing, and costs what one about a mail costs.
        [outboxRow(ctx, "mail.requested", { mailId: proof.id })]
      : mailRows(ctx, {
          to: email,
          template: "magic-link",
          locale: user.locale,
          data: { name: user.name, url: linkOf(ctx, proof.token, next) },
          key: `magic-link:${proof.id}`,
        });
  await runBatch(ctx.db, [
    proof.statement,
    auditRow(ctx, "user.magic-link-requested", proof.id),
    ...mail,
  ]);
}

/** True while a link to sign in can still be used; changes nothing. */
export async function isMagicLinkValid(ctx: Ctx, token: string): Promise<boolean> {
  return (await findProof(ctx, "magic-link", token)) !== undefined;
}

/** The session that the person has in this browser already, unless more than a link is asked of them. */
async function ownSession(ctx: Ctx, userId: UserId): Promise<Entered | undefined> {
  const { actor, workspace } = ctx;
  if (actor.kind !== "user" || actor.userId !== userId || workspace === undefined) return undefined;
  if (await isTwoFactorOn(ctx, userId)) return undefined;
  return { kind: "signed-in", userId, workspace, ctx, setCookies: [] };
}

/**
 * Signs in with a mailed link, or asks for the second factor where it is on; the address counts as
 * confirmed. Someone who is signed in here proves once more that it is them. The link works once. Refuses a link that is unknown, used or older than 15 minutes with
 * `link-expired`.
 */
export async function followMagicLink(ctx: Ctx, input: MagicLinkProof): Promise<Entered> {
  const { token } = parseInput(MagicLinkProof, input);
  const proof = await findProof(ctx, "magic-link", token);
  const person = proof === undefined ? undefined : await findUserById(ctx, proof.userId);
  if (proof === undefined || person === undefined) throw new Problem("link-expired");
  const confirmed = ctx.db
    .update(users)
    .set({ emailVerified: true })
    .where(eq(users.id, person.userId));
  const statements = [...spendProof(ctx, "magic-link", proof), confirmed];
  try {
    const own = await ownSession(ctx, person.userId);
    if (own === undefined) return await enter(ctx, person, { method: "magic-link", statements });
    await runBatch(ctx.db, statements);
    await noteProof(ctx, "magic-link");
    return own;
  } catch (cause) {
    if (isGuardFailure(cause)) throw new Problem("link-expired", { cause });
    throw cause;
  }
}
