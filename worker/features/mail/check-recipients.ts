import { and, inArray, isNull } from "drizzle-orm";
import { users } from "#features/identity/tables";
import { listMailWishes, type MailWishes } from "#features/preferences";
import type { Ctx } from "#platform/ctx";
import type { MailRow } from "./claim-mails.ts";
import { templateFacts, type UntriedReason } from "./schema.ts";
import { mailSuppressions } from "./tables.ts";

/** What its recipient means for a mail whose turn has come. */
export type RecipientVerdict =
  | { kind: "go" }
  | { kind: "suppressed"; reason: UntriedReason }
  | { kind: "quiet"; untilMs: number };

type Suppression = typeof mailSuppressions.$inferSelect;

function addressOf(row: MailRow): string {
  return row.to.toLowerCase();
}

/** `wishes` are of the person whose address it is; undefined for someone without an account. */
function decideRecipient(
  row: MailRow,
  { suppressions, wishes }: { suppressions: Suppression[]; wishes: MailWishes | undefined },
  nowMs: number,
): RecipientVerdict {
  const { topic, essential, lane } = templateFacts[row.template];
  const held = suppressions.find(({ scope, untilMs }) => {
    const counts = untilMs === null || untilMs > nowMs;
    return (
      counts && (scope === "all" || (!essential && (scope === "non-essential" || scope === topic)))
    );
  });
  if (held !== undefined) return { kind: "suppressed", reason: held.reason };
  if (!essential && wishes?.wants(topic) === false) {
    return { kind: "suppressed", reason: "not wanted" };
  }
  const untilMs = lane === "urgent" ? null : (wishes?.quietUntilMs ?? null);
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
  const wishesOf = await listMailWishes(
    ctx,
    people.map(({ id }) => id),
  );
  const idOf = new Map(people.map(({ id, email }) => [email, id]));
  const heldBack = Map.groupBy(suppressions, ({ address }) => address);
  const nowMs = ctx.clock.now();
  return rows.map((row) => {
    const address = addressOf(row);
    const userId = idOf.get(address);
    const wishes = userId === undefined ? undefined : wishesOf.get(userId);
    return decideRecipient(row, { suppressions: heldBack.get(address) ?? [], wishes }, nowMs);
  });
}
