import { and, eq } from "drizzle-orm";
import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { addMonths, DAY_MS, HOUR_MS } from "#core/time";
import { mailRows } from "#features/mail";
import { limiterOf, type LimitSubject } from "#objects/limiter";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { requireAdmitted } from "#platform/rate-limits";
import { sha256Hex } from "#platform/seal";
import { NewSubjectRequest } from "./schema.ts";
import { subjectRequests } from "./tables.ts";

const PROOF_TTL_MS = 7 * DAY_MS;
const PER_SOURCE = { name: "subject-request", limit: 10, windowMs: HOUR_MS };
const PER_ADDRESS = { name: "subject-request", limit: 3, windowMs: DAY_MS };

function sourceOf({ actor }: Ctx): LimitSubject {
  if (actor.kind === "anonymous" || actor.kind === "visitor") return `ip:${actor.ipHash}`;
  return actor.kind === "job" ? `job:${actor.name}` : `user:${actor.userId}`;
}

/**
 * Takes in what somebody asks about personal data, and mails their address a link that proves it; no
 * time runs before that. Anyone may, with or without an account, and the answer is the same whether
 * the address is known or not. At most ten an hour from a network and three a day for an address;
 * `too-many-requests` beyond.
 */
export async function askAboutData(ctx: Ctx, input: NewSubjectRequest): Promise<void> {
  const { email, kind, message } = parseInput(NewSubjectRequest, input);
  requireAdmitted(await limiterOf(ctx.env, sourceOf(ctx)).admit({ rules: [PER_SOURCE] }));
  const address: LimitSubject = `address:${await sha256Hex(`${ctx.settings.authSecret}:${email}`)}`;
  requireAdmitted(await limiterOf(ctx.env, address).admit({ rules: [PER_ADDRESS] }));
  const now = ctx.clock.now();
  const id = newId("sreq", now);
  const token = crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: "base64url" });
  await runBatch(ctx.db, [
    ctx.db.insert(subjectRequests).values({
      id,
      email,
      locale: ctx.locale,
      kind,
      message,
      state: "unconfirmed",
      tokenHash: await sha256Hex(token),
      answer: "",
      createdAtMs: now,
      updatedAtMs: now,
    }),
    ...mailRows(ctx, {
      to: email,
      template: "subject-request",
      locale: ctx.locale,
      data: { name: email, url: `${ctx.origin}/legal/request/confirm?token=${token}` },
      key: `subject-request:${id}`,
    }),
    auditRow(ctx, "subject-request.asked", id, { kind }),
  ]);
}

/**
 * Follows the mailed link: the request is proven, and a month runs from now (Art. 12(3) GDPR). Works
 * once, for a week; `link-expired` otherwise.
 */
export async function confirmSubjectRequest(ctx: Ctx, token: string): Promise<{ dueAtMs: number }> {
  const now = ctx.clock.now();
  const row = await ctx.db
    .select()
    .from(subjectRequests)
    .where(
      and(
        eq(subjectRequests.tokenHash, await sha256Hex(token)),
        eq(subjectRequests.state, "unconfirmed"),
      ),
    )
    .get();
  if (row === undefined || row.createdAtMs + PROOF_TTL_MS <= now) throw new Problem("link-expired");
  const dueAtMs = addMonths(now, 1);
  await runBatch(ctx.db, [
    ctx.db
      .update(subjectRequests)
      .set({ state: "open", tokenHash: "", confirmedAtMs: now, dueAtMs, updatedAtMs: now })
      .where(and(eq(subjectRequests.id, row.id), eq(subjectRequests.state, "unconfirmed"))),
    auditRow(ctx, "subject-request.confirmed", row.id, { dueAtMs }),
  ]);
  return { dueAtMs };
}
