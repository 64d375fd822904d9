import { sql } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { connections } from "#features/connections/tables";
import { credentials } from "#features/identity/tables";
import type { Ctx } from "#platform/ctx";
import { guardRow, type Statement } from "#platform/db";
import { passkeys } from "./tables.ts";

/**
 * Undoes the batch unless the person keeps a way to sign in beside the one with that id: a password,
 * a passkey or a connected account.
 */
export function otherWayGuard(ctx: Ctx, userId: UserId, exceptId: string): Statement {
  const password = sql`EXISTS (SELECT 1 FROM ${credentials} WHERE ${credentials.userId} = ${userId} AND ${credentials.password} IS NOT NULL)`;
  const passkey = sql`EXISTS (SELECT 1 FROM ${passkeys} WHERE ${passkeys.userId} = ${userId} AND ${passkeys.id} <> ${exceptId})`;
  const connection = sql`EXISTS (SELECT 1 FROM ${connections} WHERE ${connections.userId} = ${userId} AND ${connections.id} <> ${exceptId})`;
  return guardRow(ctx.db, sql`${password} OR ${passkey} OR ${connection}`);
}
