import { DAY_MS } from "#core/time";
import { mailRows } from "#features/mail";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import type { FoundUser } from "./find-user.ts";

/**
 * Tells an owner that someone tries passwords at their account, at most once a day. For an address
 * that is nobody's it writes as much and mails nothing.
 */
export async function warnOfAttack(
  ctx: Ctx,
  email: string,
  owner: FoundUser | undefined,
): Promise<void> {
  const day = Math.floor(ctx.clock.now() / DAY_MS);
  const mail =
    owner === undefined
      ? [outboxRow(ctx, "mail.requested", { mailId: `none:${day}` })]
      : mailRows(ctx, {
          to: email,
          template: "account-attacked",
          locale: owner.locale,
          data: { name: owner.name, url: `${ctx.origin}/account/security` },
          key: `account-attacked:${owner.userId}:${day}`,
        });
  await runBatch(ctx.db, [auditRow(ctx, "user.attacked", owner?.userId ?? "nobody"), ...mail]);
}
