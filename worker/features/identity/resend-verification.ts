import { Problem } from "#core/problem";
import { requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { findUserById } from "./find-user.ts";
import { admitMail } from "./limits.ts";
import { verificationRows } from "./verification-rows.ts";

/**
 * Mails the signed-in person another link to confirm their address; earlier links stay valid. Does
 * nothing when it is confirmed. Refuses more than 5 an hour with `too-many-requests`.
 */
export async function resendVerification(ctx: Ctx): Promise<void> {
  const { userId } = requireUser(ctx);
  const user = await findUserById(ctx, userId);
  if (user === undefined) throw new Problem("unauthorized");
  if (user.emailVerified) return;
  await admitMail(ctx, "verify", user.email);
  await runBatch(ctx.db, [
    ...(await verificationRows(ctx, user)),
    auditRow(ctx, "user.verification-requested", userId),
  ]);
}
