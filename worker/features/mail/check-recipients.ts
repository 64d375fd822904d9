import { and, inArray, isNull } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { users } from "#features/identity/tables";
import { quietEndsAtMs, wantsMail } from "#features/preferences";
import type { Ctx } from "#platform/ctx";
import type { MailRow } from "./claim-mails.ts";
import { type MailTopic, templateFacts } from "./schema.ts";
import { mailSuppressions } from "./tables.ts";

/** What its recipient means for a mail whose turn has come. */
export type RecipientVerdict =
  | { kind: "go" }
  | { kind: "suppressed"; reason: string }
  | { kind: "quiet"; untilMs: number };

type Suppression = typeof mailSuppressions.$inferSelect;

function addressOf(row: MailRow): string {
  return row.to.toLowerCase();
}

/** Whether this address may get mails about this topic now; asked only for what is not essential. */
async function mayMail(ctx: Ctx, userId: UserId | undefined, topic: MailTopic): Promise<boolean> {
  return userId === undefined || (await wantsMail(ctx, userId, topic));
}

async function checkOne(
  ctx: Ctx,
  row: MailRow,
  userId: UserId | undefined,
  suppressions: Suppression[],
): Promise<RecipientVerdict> {
  const { topic, essential, lane } = templateFacts[row.template];
  const nowMs = ctx.clock.now();
  const held = suppressions.find(({ scope, untilMs }) => {
    const counts = untilMs === null || untilMs > nowMs;
    return (
      counts && (scope === "all" || (!essential && (scope === "non-essential" || scope === topic)))
    );
  });
  if (held !== undefined) return { kind: "suppressed", reason: held.reason };
  if (!essential && !(await mayMail(ctx, userId, topic))) {
    return { kind: "suppressed", reason: "not wanted" };
  }
  if (lane === "urgent" || userId === undefined) return { kind: "go" };
  const untilMs = await quietEndsAtMs(ctx, userId);
  return untilMs === null ? { kind: "go" } : { kind: "quiet", untilMs };
}

/**
 * Asks of each mail, at the moment of sending, whether its recipient can and wants to get it: what
 * suppresses the address, what the person has chosen, and their quiet hours, which what is urgent does
 * not wait for. In the order of `rows`.
 */
export async function checkRecipients(ctx: Ctx, rows: MailRow[]): Promise<RecipientVerdict[]> {
  if (rows.length === 0) return [];
  const addresses = [...new Set(rows.map(addressOf))];
  const [people, suppressions] = await Promise.all([
    ctx.db
      .select({ id: users.id, email: users.email })
      .from(users)
      .where(inArray(users.email, addresses)),
    ctx.db
      .select()
      .from(mailSuppressions)
      .where(
        and(inArray(mailSuppressions.address, addresses), isNull(mailSuppressions.liftedAtMs)),
      ),
  ]);
  const idOf = new Map(people.map(({ id, email }) => [email, id]));
  return await Promise.all(
    rows.map(async (row) => {
      const address = addressOf(row);
      const own = suppressions.filter((one) => one.address === address);
      return await checkOne(ctx, row, idOf.get(address), own);
    }),
  );
}
