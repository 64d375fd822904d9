import { eq } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { stripeOf } from "#platform/stripe";
import { toStripeProblem } from "#platform/stripe-problem";
import { asJob } from "./as-job.ts";
import { composeEvidence } from "./compose-evidence.ts";
import { getChargebackRow } from "./list-chargebacks.ts";
import { readEvidence } from "./read-evidence.ts";
import { type ChargebackView, EvidenceInput, type EvidencePack } from "./schema.ts";
import { type ChargebackRow, followDispute } from "./sync-dispute.ts";
import { chargebacks } from "./tables.ts";
import { toChargebackView } from "./views.ts";

const openStatuses = new Set(["needs_response", "warning_needs_response"]);

/** Where the packs of a chargeback lie in the bucket; each one stays. */
function evidenceKey(id: string, builtAtMs: number, ending: "json" | "txt"): string {
  return `chargebacks/${id}/evidence-${builtAtMs}.${ending}`;
}

async function keep(ctx: Ctx, pack: EvidencePack): Promise<void> {
  const { chargebackId, builtAtMs, text } = pack;
  await ctx.bucket.put(evidenceKey(chargebackId, builtAtMs, "txt"), text, {
    httpMetadata: { contentType: "text/plain; charset=utf-8" },
  });
  await ctx.bucket.put(evidenceKey(chargebackId, builtAtMs, "json"), JSON.stringify(pack), {
    httpMetadata: { contentType: "application/json" },
  });
}

async function build(ctx: Ctx, row: ChargebackRow): Promise<EvidencePack> {
  const builtAtMs = ctx.clock.now();
  const pack = composeEvidence(await readEvidence(asJob(ctx), row), builtAtMs);
  await keep(ctx, pack);
  await runBatch(ctx.db, [
    ctx.db
      .update(chargebacks)
      .set({ evidenceBuiltAtMs: builtAtMs })
      .where(eq(chargebacks.id, row.id)),
    auditRow(ctx, "chargeback.evidence-built", row.id),
  ]);
  return pack;
}

/**
 * The evidence of a chargeback as it is known now: who bought, what was delivered and used, mails,
 * sign-ins, terms. Kept as text and JSON in the bucket. For the operator; a repeat builds a new one.
 */
export async function buildEvidence(ctx: Ctx, id: string): Promise<EvidencePack> {
  return await build(ctx, await getChargebackRow(ctx, id));
}

/**
 * Hands the evidence to the bank through Stripe, with a comment of the operator's; without `submit`
 * Stripe only keeps it. Submitted evidence is final: a second time is refused with `conflict`, as is
 * a chargeback that asks for none any more.
 */
export async function submitEvidence(
  ctx: Ctx,
  id: string,
  input: EvidenceInput = {},
): Promise<ChargebackView> {
  const known = await getChargebackRow(ctx, id);
  const { comment, submit } = parseInput(EvidenceInput, input);
  const row = (await followDispute(ctx, id)) ?? known;
  if (row.evidenceSubmittedAtMs !== null || !openStatuses.has(row.status)) {
    throw new Problem("conflict", { detail: "This chargeback takes no evidence any more." });
  }
  const pack = await build(ctx, row);
  const evidence = { ...pack.fields };
  if (comment !== undefined && comment !== "") {
    evidence["uncategorized_text"] = `${comment}\n\n${evidence["uncategorized_text"] ?? ""}`;
  }
  try {
    const stripe = await stripeOf(ctx);
    const idempotencyKey = `evidence:${id}:${pack.builtAtMs}`;
    await stripe.disputes.update(id, { evidence, submit }, { idempotencyKey });
  } catch (cause) {
    throw toStripeProblem(cause) ?? cause;
  }
  const at = ctx.clock.now();
  await runBatch(ctx.db, [
    ctx.db
      .update(chargebacks)
      .set({ evidenceSubmittedAtMs: submit ? at : null })
      .where(eq(chargebacks.id, id)),
    auditRow(ctx, submit ? "chargeback.evidence-submitted" : "chargeback.evidence-kept", id),
  ]);
  return toChargebackView((await followDispute(ctx, id)) ?? row);
}
