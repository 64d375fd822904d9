import {
  type Discovery,
  ProviderFailure,
  readDiscovery,
  readKeys,
  signatureAlgorithms,
} from "#features/connections";
import type { Ctx } from "#platform/ctx";
import { askCompany } from "./company-client.ts";
import type { CheckResult, ProviderCheck, ProviderReport } from "./schema.ts";

/** Whether one of ours is among what a provider says it can do. Pure. */
function decideSupport(
  check: ProviderCheck,
  said: string[] | undefined,
  ours: readonly string[],
): CheckResult {
  if (said === undefined) return { check, state: "unsaid", detail: null };
  if (said.some((one) => ours.includes(one))) return { check, state: "passed", detail: null };
  const detail = `It offers ${said.join(", ") || "nothing"}; ${ours.join(" or ")} is needed`;
  return { check, state: "failed", detail: detail.slice(0, 300) };
}

/** What a provider's own description comes to. Pure. */
export function decideChecks(document: Discovery): CheckResult[] {
  return [
    { check: "answers", state: "passed", detail: null },
    { check: "issuer", state: "passed", detail: null },
    decideSupport("code", document.response_types_supported, ["code"]),
    decideSupport("pkce", document.code_challenge_methods_supported, ["S256"]),
    decideSupport("signature", document.id_token_signing_alg_values_supported, signatureAlgorithms),
  ];
}

function failed(check: ProviderCheck, cause: ProviderFailure): CheckResult {
  return { check, state: "failed", detail: cause.message.slice(0, 300) };
}

async function orFailure<T>(work: Promise<T>): Promise<T | ProviderFailure> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof ProviderFailure) return cause;
    throw cause;
  }
}

/** Asks a provider what it can do, and says whether people can sign in by it. Never into a private network. */
export async function checkProvider(ctx: Ctx, issuer: string): Promise<ProviderReport> {
  const ask = askCompany(ctx);
  const document = await orFailure(readDiscovery({ issuer, ask }));
  if (document instanceof ProviderFailure) {
    const isOther = document.message.endsWith("calls itself otherwise");
    const answers: CheckResult = { check: "answers", state: "passed", detail: null };
    const checks = isOther ? [answers, failed("issuer", document)] : [failed("answers", document)];
    return { usable: false, checks };
  }
  const checks = decideChecks(document);
  const keys = await orFailure(readKeys(ask, document));
  if (keys instanceof ProviderFailure) checks.push(failed("keys", keys));
  else if (keys.keys.length > 0) checks.push({ check: "keys", state: "passed", detail: null });
  else checks.push({ check: "keys", state: "failed", detail: "There are none" });
  return { usable: checks.every(({ state }) => state !== "failed"), checks };
}
