import type { UserId } from "#core/ids";
import { DAY_MS } from "#core/time";
import { mailRows } from "#features/mail";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { draftProof } from "./proofs.ts";

const VERIFY_TTL_MS = 3 * DAY_MS;

export interface Recipient {
  userId: UserId;
  email: string;
  name: string;
  locale: string;
}

/** The rows that mail someone a link to confirm their address. It works once, for three days. */
export async function verificationRows(ctx: Ctx, to: Recipient): Promise<Statement[]> {
  const proof = await draftProof(ctx, "verify", to.userId, VERIFY_TTL_MS);
  const mail = mailRows(ctx, {
    to: to.email,
    template: "verify",
    locale: to.locale,
    data: { name: to.name, url: `${ctx.origin}/verify?token=${proof.token}` },
    key: `verify:${proof.id}`,
  });
  return [proof.statement, ...mail];
}
