import { microToPt } from "#core/money";
import { Problem, type ProblemSlug } from "#core/problem";
import type { LedgerRefusal } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { flushOutbox } from "#platform/outbox";
import { raiseAlerts } from "./raise-alerts.ts";

const HOLDS_RETRY_SECONDS = 5;

function slugOf(ctx: Ctx, refusal: LedgerRefusal): ProblemSlug | undefined {
  switch (refusal.reason) {
    case "insufficient":
      return ctx.workspace?.plan === "visitor" ? "quota-reached" : "insufficient-pt";
    case "debt":
      return "insufficient-pt";
    case "account-cap":
      return "spend-cap";
    case "member-cap":
      return "member-cap";
    case "key-budget":
      return "api-key-budget";
    case "advanced-share":
      return "model-share-cap";
    case "too-many-holds":
      return "too-many-requests";
    case "key-reused":
      return "idempotency-key-reused";
    case "hold-closed":
    case "nothing-to-return":
    case "not-estimated":
      return "conflict";
    case "unknown-hold":
    case "unknown-charge":
    case "unknown-source":
      return "not-found";
    case "invalid":
      return undefined;
  }
}

async function tryTellCap(ctx: Ctx): Promise<void> {
  if (ctx.workspace === undefined) return;
  try {
    await raiseAlerts(ctx, ctx.workspace.accountId, { capRefused: true });
    await flushOutbox(ctx);
  } catch (cause) {
    ctx.log.error("credits.cap-alert-failed", cause);
  }
}

function ptMembers(refusal: LedgerRefusal): Record<string, string> {
  const members: Record<string, string> = {};
  const amounts = {
    needed: refusal.neededMicroPt,
    available: refusal.availableMicroPt,
    limit: refusal.limitMicroPt,
    used: refusal.usedMicroPt,
  };
  for (const [name, amountMicroPt] of Object.entries(amounts)) {
    if (amountMicroPt === undefined) continue;
    members[`${name}Pt`] = microToPt(amountMicroPt);
    members[`${name}MicroPt`] = String(amountMicroPt);
  }
  return members;
}

/**
 * A refusal of the ledger as the Problem that people and programs get: 402 names the limit that
 * refused (`limit`), what was needed, what is there and what would help (`help`, best first). A
 * refusal that only a bug of ours can cause is an Error. After a refusal by the spend cap the
 * workspace's people are told, once a period.
 */
export function refusalProblem(ctx: Ctx, refusal: LedgerRefusal): Error {
  const slug = slugOf(ctx, refusal);
  if (refusal.reason === "account-cap") ctx.defer(tryTellCap(ctx));
  if (slug === undefined) return new Error(`The ledger refused: ${refusal.detail}`);
  return new Problem(slug, {
    detail: refusal.detail,
    ...(slug === "too-many-requests" ? { retryAfterSeconds: HOLDS_RETRY_SECONDS } : {}),
    extensions: { limit: refusal.reason, ...ptMembers(refusal), help: refusal.help },
  });
}
