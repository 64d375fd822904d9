import { parseInput } from "#core/parse-input";
import { HOUR_MS } from "#core/time";
import { mailRows } from "#features/mail";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { findUserByEmail } from "./find-user.ts";
import { admitMail } from "./limits.ts";
import { draftProof } from "./proofs.ts";
import { PasswordResetRequest } from "./schema.ts";

const RESET_TTL_MS = HOUR_MS;

/**
 * Mails a link to choose a new password, which works once and for an hour, if the address is
 * someone's. The answer and the writes are the same when it is nobody's. Refuses more than 5 an
 * hour for an address with `too-many-requests`.
 */
export async function requestPasswordReset(ctx: Ctx, input: PasswordResetRequest): Promise<void> {
  const { email } = parseInput(PasswordResetRequest, input);
  await admitMail(ctx, "reset", email);
  const user = await findUserByEmail(ctx, email);
  const proof = await draftProof(ctx, "reset", user?.userId, RESET_TTL_MS);
  const mail =
    user === undefined
      ? // A message about no mail does nothing, and costs what one about a mail costs.
        [outboxRow(ctx, "mail.requested", { mailId: proof.id })]
      : mailRows(ctx, {
          to: email,
          template: "reset",
          locale: user.locale,
          data: { name: user.name, url: `${ctx.origin}/reset?token=${proof.token}` },
          key: `reset:${proof.id}`,
        });
  await runBatch(ctx.db, [
    proof.statement,
    auditRow(ctx, "user.password-reset-requested", proof.id),
    ...mail,
  ]);
}
