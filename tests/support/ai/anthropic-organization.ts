import type { FakeCall } from "./fake-server.ts";
import type { OrganizationAnswer, OrganizationProtocol } from "./organization.ts";
import {
  type BilledUse,
  bucketWidths,
  dollarsOf,
  pageOf,
  type ReportScript,
} from "./usage-book.ts";

/** Anthropic's `/organizations/usage_report/messages` and `/organizations/cost_report`. */
export const anthropicOrganization: OrganizationProtocol = {
  paths: ["/v1/organizations/usage_report/messages", "/v1/organizations/cost_report"],

  adminKeyOf: ({ headers }) => headers["x-api-key"] ?? "",

  refusal: (status, message) => ({
    type: "error",
    error: {
      type:
        status === 401
          ? "authentication_error"
          : status === 429
            ? "rate_limit_error"
            : status >= 500
              ? "api_error"
              : "invalid_request_error",
      message,
    },
    request_id: "req_fake",
  }),

  report({ path, query, headers }, adminKey, book): OrganizationAnswer {
    if (headers["anthropic-version"] === undefined) {
      return invalid("anthropic-version: header is required");
    }
    const isCosts = path.endsWith("/cost_report");
    const startMs = Date.parse(query.get("starting_at") ?? "");
    if (Number.isNaN(startMs)) return invalid("starting_at: Field required");
    const width = query.get("bucket_width") ?? "1d";
    const known = bucketWidths[width];
    if (known === undefined || (isCosts && width !== "1d")) {
      return invalid("bucket_width: Input should be '1d', '1h' or '1m'");
    }
    const limit = Number(query.get("limit") ?? known.byDefault);
    if (!(limit >= 1 && limit <= known.max)) {
      return invalid(`limit: Input should be less than or equal to ${known.max}`);
    }
    const groups = query.getAll("group_by[]");
    const ending = query.get("ending_at");
    const endMs = ending === null ? Date.now() : Date.parse(ending);
    const script = book.of(adminKey);
    const buckets = book.buckets(adminKey, startMs, endMs, known.ms);
    const { shown, nextPage } = pageOf(script, buckets, { page: query.get("page"), limit });
    return {
      status: 200,
      body: {
        data: shown.map((bucket) => ({
          starting_at: isoOf(bucket.startMs),
          ending_at: isoOf(bucket.endMs),
          results: isCosts
            ? bucket.uses.flatMap((use) => costsOf(script, use, groups.includes("description")))
            : bucket.uses.map((use) => usageOf(script, use, groups.includes("model"))),
        })),
        has_more: nextPage !== null,
        next_page: nextPage,
      },
    };
  },
};

function invalid(message: string): OrganizationAnswer {
  return { status: 400, body: anthropicOrganization.refusal(400, message) };
}

function isoOf(atMs: number): string {
  return new Date(atMs).toISOString().replace(".000Z", "Z");
}

function usageOf(script: ReportScript, use: BilledUse, byModel: boolean) {
  return {
    uncached_input_tokens: script.broken === "negative" ? -1 : use.input,
    cache_read_input_tokens: use.cachedRead,
    cache_creation: {
      ephemeral_1h_input_tokens: use.cacheWrite1h,
      ephemeral_5m_input_tokens: use.cacheWrite5m,
    },
    output_tokens: use.output,
    server_tool_use: { web_search_requests: 0 },
    api_key_id: null,
    workspace_id: null,
    account_id: null,
    model: byModel ? use.model : null,
    service_tier: null,
    context_window: null,
  };
}

/** Amounts are decimal strings in cents. */
function costsOf(script: ReportScript, use: BilledUse, byDescription: boolean) {
  const items = [
    ["uncached_input_tokens", "input", use.input],
    ["cache_read_input_tokens", "cachedRead", use.cachedRead],
    ["cache_creation.ephemeral_5m_input_tokens", "cacheWrite", use.cacheWrite5m],
    ["cache_creation.ephemeral_1h_input_tokens", "cacheWrite", use.cacheWrite1h],
    ["output_tokens", "output", use.output],
  ] as const;
  return items
    .filter(([, , tokens]) => tokens !== 0)
    .map(([tokenType, name, tokens]) => ({
      currency: "USD",
      amount: (dollarsOf(script, name, tokens) * 100).toFixed(6),
      workspace_id: null,
      description: byDescription ? `${use.model} Usage - ${tokenType}` : null,
      cost_type: byDescription ? "tokens" : null,
      context_window: null,
      model: byDescription ? use.model : null,
      service_tier: null,
      token_type: byDescription ? tokenType : null,
    }));
}

/** What Anthropic bills for a message that it has answered, in part or whole. */
export function anthropicUse(call: FakeCall): BilledUse | undefined {
  if (call.status !== 200 || call.path !== "/v1/messages") return undefined;
  const { script } = call;
  const reported = typeof script.usage === "object" ? script.usage["output_tokens"] : undefined;
  return {
    atMs: call.receivedAtMs,
    model: call.model,
    requests: 1,
    input: call.billedInputTokens,
    cachedRead: script.cachedTokens ?? 0,
    cacheWrite5m: script.cacheWriteTokens ?? 0,
    cacheWrite1h: script.cacheWrite1hTokens ?? 0,
    output:
      typeof reported === "number"
        ? reported
        : call.billedOutputTokens +
          (call.finishedAtMs === null ? 0 : (script.reasoningTokens ?? 0)),
  };
}
