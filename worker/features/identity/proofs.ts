import { and, eq, gt, like, sql } from "drizzle-orm";
import { type Id, newId, type UserId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { guardRow, type Statement } from "#platform/db";
import { verifications } from "./tables.ts";
import { hashToken, newToken } from "./token.ts";

/**
 * What a token proves: an address by a mailed link, or, for `second-factor`, that someone has just
 * passed the first one in this browser, whose cookie has it.
 */
export type ProofPurpose = "verify" | "reset" | "magic-link" | "second-factor";

export interface NewProof {
  id: string;
  /** Goes into the mail and nowhere else; the row has only its hash. */
  token: string;
  statement: Statement;
}

export interface Proof {
  id: string;
  userId: UserId;
  /** Of a `second-factor`: the company's sign-on that was the first. */
  signOnId: Id<"sso"> | null;
}

async function identifierOf(purpose: ProofPurpose, token: string): Promise<string> {
  return `${purpose}:${await hashToken(token)}`;
}

/** A new one-use token for that person. Without a person it proves nothing: it is a decoy. */
export async function draftProof(
  ctx: Ctx,
  purpose: ProofPurpose,
  userId: UserId | undefined,
  ttlMs: number,
  signOnId?: Id<"sso">,
): Promise<NewProof> {
  const now = ctx.clock.now();
  const token = newToken();
  const id = newId("proof", now);
  const statement = ctx.db.insert(verifications).values({
    id,
    identifier: await identifierOf(purpose, token),
    value: userId ?? "",
    signOnId: signOnId ?? null,
    expiresAt: new Date(now + ttlMs),
    createdAt: new Date(now),
    updatedAt: new Date(now),
  });
  return { id, token, statement };
}

/** What the token proves now; undefined when it is unknown, used or too old. */
export async function findProof(
  ctx: Ctx,
  purpose: ProofPurpose,
  token: string,
): Promise<Proof | undefined> {
  const row = await ctx.db
    .select({
      id: verifications.id,
      value: verifications.value,
      signOnId: verifications.signOnId,
    })
    .from(verifications)
    .where(
      and(
        eq(verifications.identifier, await identifierOf(purpose, token)),
        gt(verifications.expiresAt, new Date(ctx.clock.now())),
      ),
    )
    .get();
  if (row === undefined || row.value === "") return undefined;
  return { id: row.id, userId: row.value as UserId, signOnId: row.signOnId };
}

/**
 * Uses up the proof, and every other one of its purpose for that person, in the batch of the verb
 * that calls it. When the proof was used meanwhile, the whole batch is undone (`isGuardFailure`).
 */
export function spendProof(ctx: Ctx, purpose: ProofPurpose, proof: Proof): Statement[] {
  const unused = sql`EXISTS (SELECT 1 FROM ${verifications} WHERE ${verifications.id} = ${proof.id})`;
  return [
    guardRow(ctx.db, unused),
    ctx.db
      .delete(verifications)
      .where(
        and(eq(verifications.value, proof.userId), like(verifications.identifier, `${purpose}:%`)),
      ),
  ];
}

/** Voids every unused proof of the person, for the batch of a verb that changes how they prove it. */
export function voidProofs(ctx: Ctx, userId: UserId): Statement {
  return ctx.db.delete(verifications).where(eq(verifications.value, userId));
}
