import { desc, eq } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { requirePerson, requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { consentRow } from "./consent-rows.ts";
import { type ChoiceKind, ConsentChoices, type ConsentState, type ConsentWay } from "./schema.ts";
import { consents } from "./tables.ts";

/** The wording beside the switches; another one gets another version. */
const CHOICE_VERSION = "2026-11-28";
const HISTORY_MAX = 200;

/** What the person behind the request has decided, with everything that was recorded. */
export async function getConsents(ctx: Ctx): Promise<ConsentState> {
  const userId = requirePerson(ctx);
  const rows = await ctx.db
    .select()
    .from(consents)
    .where(eq(consents.userId, userId))
    .orderBy(desc(consents.atMs), desc(consents.id))
    .limit(HISTORY_MAX);
  const holds = (kind: ChoiceKind) => rows.find((row) => row.kind === kind)?.given ?? false;
  return {
    marketing: holds("marketing"),
    noSale: holds("no-sale"),
    history: rows.map(({ userId: _userId, ...view }) => view),
  };
}

async function record(
  ctx: Ctx,
  choices: Partial<Record<ChoiceKind, boolean | undefined>>,
  how: ConsentWay,
): Promise<ConsentState> {
  const { userId } = requireUser(ctx);
  const now = await getConsents(ctx);
  const held = { marketing: now.marketing, "no-sale": now.noSale };
  const changed = (Object.keys(held) as ChoiceKind[]).filter(
    (kind) => choices[kind] !== undefined && choices[kind] !== held[kind],
  );
  if (changed.length === 0) return now;
  await runBatch(ctx.db, [
    ...changed.map((kind) =>
      consentRow(ctx, {
        userId,
        kind,
        version: CHOICE_VERSION,
        given: choices[kind] === true,
        how,
      }),
    ),
    auditRow(ctx, "consent.changed", userId, { kinds: changed, how }),
  ]);
  return await getConsents(ctx);
}

/**
 * Records what the signed-in person chooses, or withdraws, of news by mail and of selling and
 * sharing; what stays as it was is not recorded again. API keys are `forbidden`.
 */
export async function updateConsents(ctx: Ctx, input: ConsentChoices): Promise<ConsentState> {
  const { marketing, noSale } = parseInput(ConsentChoices, input);
  return await record(ctx, { marketing, "no-sale": noSale }, "settings");
}

/**
 * Records that the person's browser says Global Privacy Control, which counts as "do not sell or
 * share" (https://globalprivacycontrol.org, Cal. Code Regs. tit. 11 § 7025). It is recorded once and
 * holds until the person says otherwise here.
 */
export async function honourPrivacyControl(ctx: Ctx): Promise<void> {
  const { history } = await getConsents(ctx);
  if (history.some(({ kind, how }) => kind === "no-sale" && how === "gpc")) return;
  await record(ctx, { "no-sale": true }, "gpc");
}
