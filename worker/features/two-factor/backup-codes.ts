import { eq } from "drizzle-orm";
import { newId, type UserId } from "#core/ids";
import { hexSignature } from "#features/sessions";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { backupCodes } from "./tables.ts";

export const BACKUP_CODES = 10;
/** Crockford's base 32: nothing in it looks like something else. 50 bits a code. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 10;

function newCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  const text = Array.from(bytes, (byte) => ALPHABET.charAt(byte % 32)).join("");
  return `${text.slice(0, LENGTH / 2)}-${text.slice(LENGTH / 2)}`;
}

/** What someone typed as a backup code, in the one spelling; undefined for anything else. */
export function parseBackupCode(text: string): string | undefined {
  const plain = text
    .toUpperCase()
    .replaceAll(/[\s-]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(plain) ? plain : undefined;
}

/** How a code is kept: keyed, and bound to its person. */
export async function backupCodeHash(ctx: Ctx, userId: UserId, code: string): Promise<string> {
  const plain = parseBackupCode(code) ?? "";
  return await hexSignature(ctx.settings.authSecret, `backup-code:${userId}:${plain}`);
}

/** Ten new codes, and the rows that put them in the place of all earlier ones. */
export async function draftBackupCodes(
  ctx: Ctx,
  userId: UserId,
): Promise<{ codes: string[]; statements: Statement[] }> {
  const nowMs = ctx.clock.now();
  const codes = Array.from({ length: BACKUP_CODES }, newCode);
  const rows = await Promise.all(
    codes.map(async (code) => ({
      id: newId("bkc", nowMs),
      userId,
      codeHash: await backupCodeHash(ctx, userId, code),
      createdAtMs: nowMs,
    })),
  );
  return {
    codes,
    statements: [
      ctx.db.delete(backupCodes).where(eq(backupCodes.userId, userId)),
      ctx.db.insert(backupCodes).values(rows),
    ],
  };
}
