import { and, eq, inArray, isNull } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { Problem } from "#core/problem";
import { users } from "#features/identity/tables";
import { resumeMailRows, stopMailRows, wantsMail } from "#features/preferences";
import { topicFacts, topics } from "#features/preferences/schema";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { sha256Hex } from "#platform/seal";
import type { MailChoices, MailTopic } from "./schema.ts";
import { suppressionRow } from "./suppressions.ts";
import { mailSuppressions } from "./tables.ts";
import { readUnsubscribeToken, type Subscription } from "./unsubscribe-token.ts";

async function requireSubscription(ctx: Ctx, token: string): Promise<Subscription> {
  const subscription = await readUnsubscribeToken(ctx, token);
  if (subscription !== undefined) return subscription;
  throw new Problem("not-found", { detail: "The link is not one of ours; copy all of it." });
}

async function findUserId(ctx: Ctx, address: string): Promise<UserId | undefined> {
  const user = await ctx.db
    .select({ id: users.id })
    .from(users)
    .where(eq(users.email, address))
    .get();
  return user?.id;
}

/** What the holder of a link may choose: what can be stopped, and what operators get only if this is such a mail. */
function choosableTopics(own: MailTopic): MailTopic[] {
  const offered = topics.filter((topic) => {
    const { essential, forOperators = false } = topicFacts[topic];
    return !essential && (!forOperators || topic === own);
  });
  return [...offered, "digest"];
}

async function stoppedTopics(ctx: Ctx, address: string): Promise<Set<string>> {
  const rows = await ctx.db
    .select({ scope: mailSuppressions.scope })
    .from(mailSuppressions)
    .where(
      and(
        eq(mailSuppressions.address, address),
        eq(mailSuppressions.reason, "unsubscribe"),
        isNull(mailSuppressions.liftedAtMs),
      ),
    );
  return new Set(rows.map(({ scope }) => scope));
}

/** What the address of a link gets. Changes nothing. A link that is not ours is `not-found`. */
export async function getMailChoices(ctx: Ctx, token: string): Promise<MailChoices> {
  const { address, topic: own } = await requireSubscription(ctx, token);
  const [userId, stopped] = await Promise.all([
    findUserId(ctx, address),
    stoppedTopics(ctx, address),
  ]);
  const choices = choosableTopics(own).map(async (topic) => {
    const isStopped = stopped.has(topic) || stopped.has("non-essential");
    const isWanted = userId === undefined || (await wantsMail(ctx, userId, topic));
    return { topic, on: !isStopped && isWanted };
  });
  return { address, topic: own, topics: await Promise.all(choices) };
}

/** The rows that stop mails about topics to an address: a person's own choice, or a suppression. */
export async function unsubscribeRows(
  ctx: Ctx,
  address: string,
  stopped: MailTopic[],
): Promise<Statement[]> {
  const userId = await findUserId(ctx, address);
  if (userId !== undefined) return stopped.flatMap((topic) => stopMailRows(ctx, userId, topic));
  const target = (await sha256Hex(address)).slice(0, 16);
  return stopped.flatMap((topic) => [
    suppressionRow(ctx, {
      address,
      scope: topic,
      reason: "unsubscribe",
      untilMs: null,
      detail: "by the link of a mail",
    }),
    auditRow(ctx, "mail-address.unsubscribed", target, { topic }),
  ]);
}

/**
 * Stops mails to the address of a link: about its topic, about the one that is given, or about
 * everything that is not essential. The link is the proof (RFC 8058), so whoever acts may. Safe to
 * repeat. A link that is not ours is `not-found`, a topic that cannot be stopped `invalid-input`.
 */
export async function unsubscribe(
  ctx: Ctx,
  token: string,
  chosen?: MailTopic | "everything",
): Promise<void> {
  const { address, topic: own } = await requireSubscription(ctx, token);
  const choosable = choosableTopics(own);
  const stopped = chosen === "everything" ? choosable : [chosen ?? own];
  requireChoosable(choosable, stopped);
  await runBatch(ctx.db, await unsubscribeRows(ctx, address, stopped));
}

function requireChoosable(choosable: MailTopic[], chosen: MailTopic[]): void {
  if (chosen.every((topic) => choosable.includes(topic))) return;
  throw new Problem("invalid-input", { detail: "Mails about this cannot be stopped." });
}

/**
 * Lets mails about a topic come again to the address of a link. What others than its person have
 * suppressed stays so. Safe to repeat. Refuses as `unsubscribe` does.
 */
export async function resubscribe(ctx: Ctx, token: string, topic: MailTopic): Promise<void> {
  const { address, topic: own } = await requireSubscription(ctx, token);
  requireChoosable(choosableTopics(own), [topic]);
  const userId = await findUserId(ctx, address);
  const target = (await sha256Hex(address)).slice(0, 16);
  await runBatch(ctx.db, [
    ctx.db
      .update(mailSuppressions)
      .set({ liftedAtMs: ctx.clock.now() })
      .where(
        and(
          eq(mailSuppressions.address, address),
          eq(mailSuppressions.reason, "unsubscribe"),
          inArray(mailSuppressions.scope, [topic, "non-essential"]),
          isNull(mailSuppressions.liftedAtMs),
        ),
      ),
    ...(userId === undefined ? [] : resumeMailRows(ctx, userId, topic)),
    auditRow(ctx, "mail-address.resubscribed", target, { topic }),
  ]);
}
