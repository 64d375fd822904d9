import {
  type Discovery,
  ProviderFailure,
  readDiscovery,
  readKeys,
  signatureAlgorithms,
} from "#features/connections";
import type { Ctx } from "#platform/ctx";
import { askCompany } from "./company-client.ts";
import type { CheckResult, ProviderCheck, ProviderFlaw, ProviderReport } from "./schema.ts";

const FOUND_LENGTH_MAX = 300;

function passed(check: ProviderCheck): CheckResult {
  return { check, state: "passed", reason: null, found: null, detail: null };
}

function failed(
  check: ProviderCheck,
  reason: ProviderFlaw,
  { found, detail }: { found?: string | undefined; detail: string },
): CheckResult {
  return {
    check,
    state: "failed",
    reason,
    found: found?.slice(0, FOUND_LENGTH_MAX) ?? null,
    detail: detail.slice(0, FOUND_LENGTH_MAX),
  };
}

function notAsked(check: ProviderCheck, { reason, found, message }: ProviderFailure): CheckResult {
  return failed(check, reason ?? "not-openid", { found, detail: message });
}

const needs = {
  code: { reason: "no-code", ours: ["code"] },
  pkce: { reason: "no-pkce", ours: ["S256"] },
  signature: { reason: "no-signature", ours: signatureAlgorithms },
} as const;

/** Whether one of ours is among what a provider says it can do. Pure. */
function decideSupport(check: keyof typeof needs, said: string[] | undefined): CheckResult {
  const { reason, ours } = needs[check];
  if (said === undefined) return { ...passed(check), state: "unsaid" };
  if (said.some((one) => ours.some((our) => our === one))) return passed(check);
  const found = said.join(", ");
  const detail = `It offers ${found || "nothing"}; ${ours.join(" or ")} is needed`;
  return failed(check, reason, { found: found === "" ? undefined : found, detail });
}

/** What a provider's own description comes to. Pure. */
export function decideChecks(document: Discovery): CheckResult[] {
  return [
    passed("answers"),
    passed("issuer"),
    decideSupport("code", document.response_types_supported),
    decideSupport("pkce", document.code_challenge_methods_supported),
    decideSupport("signature", document.id_token_signing_alg_values_supported),
  ];
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
    const checks =
      document.reason === "other-name"
        ? [passed("answers"), notAsked("issuer", document)]
        : [notAsked("answers", document)];
    return { usable: false, checks };
  }
  const checks = decideChecks(document);
  const keys = await orFailure(readKeys(ask, document));
  if (keys instanceof ProviderFailure) checks.push(notAsked("keys", keys));
  else if (keys.keys.length > 0) checks.push(passed("keys"));
  else checks.push(failed("keys", "no-keys", { detail: "There are none" }));
  return { usable: checks.every(({ state }) => state !== "failed"), checks };
}
