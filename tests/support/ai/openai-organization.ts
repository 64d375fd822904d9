import type { OrganizationAnswer, OrganizationProtocol } from "./organization.ts";
import {
  type BilledUse,
  bucketWidths,
  dollarsOf,
  pageOf,
  type ReportScript,
} from "./usage-book.ts";
import type { FakeCall } from "./fake-server.ts";

/** OpenAI's `/organization/usage/completions` and `/organization/costs`. */
export const openAiOrganization: OrganizationProtocol = {
  paths: ["/v1/organization/usage/completions", "/v1/organization/costs"],

  adminKeyOf: ({ headers }) => (headers["authorization"] ?? "").replace(/^Bearer /, ""),

  refusal: (status, message) => ({
    error: {
      message,
      type: status === 429 ? "requests" : status >= 500 ? "server_error" : "invalid_request_error",
      param: null,
      code: status === 401 ? "invalid_api_key" : null,
    },
  }),

  report({ path, query }, adminKey, book): OrganizationAnswer {
    const isCosts = path.endsWith("/costs");
    const start = Number(query.get("start_time") ?? Number.NaN);
    if (!Number.isInteger(start)) return invalid("start_time is required.");
    const width = query.get("bucket_width") ?? "1d";
    const known = bucketWidths[width];
    if (known === undefined || (isCosts && width !== "1d"))
      return invalid("bucket_width is wrong.");
    const limit = Number(query.get("limit") ?? known.byDefault);
    const max = isCosts ? 180 : known.max;
    if (!(limit >= 1 && limit <= max)) return invalid(`limit is between 1 and ${max}.`);
    const groups = [...query.getAll("group_by"), ...query.getAll("group_by[]")];
    const allowed = isCosts ? ["project_id", "line_item"] : ["project_id", "model", "api_key_id"];
    if (groups.some((group) => !allowed.includes(group))) return invalid("group_by is wrong.");
    const endMs = Number(query.get("end_time") ?? Math.floor(Date.now() / 1_000)) * 1_000;
    const script = book.of(adminKey);
    const buckets = book.buckets(adminKey, start * 1_000, endMs, known.ms);
    const { shown, nextPage } = pageOf(script, buckets, { page: query.get("page"), limit });
    return {
      status: 200,
      body: {
        object: "page",
        data: shown.map(({ startMs, endMs: bucketEndMs, uses }) => ({
          object: "bucket",
          start_time: startMs / 1_000,
          end_time: bucketEndMs / 1_000,
          results: isCosts
            ? uses.flatMap((use) => costsOf(script, use, groups.includes("line_item")))
            : uses.map((use) => usageOf(script, use, groups.includes("model"))),
        })),
        has_more: nextPage !== null,
        next_page: nextPage,
      },
    };
  },
};

function invalid(message: string): OrganizationAnswer {
  return { status: 400, body: openAiOrganization.refusal(400, message) };
}

/** `input_tokens` include what was read from and written to the cache. */
function usageOf(script: ReportScript, use: BilledUse, byModel: boolean) {
  const cacheWrite = use.cacheWrite5m + use.cacheWrite1h;
  const cached = script.broken === "negative" ? use.input + use.cachedRead + 1 : use.cachedRead;
  return {
    object: "organization.usage.completions.result",
    input_tokens: use.input + use.cachedRead + cacheWrite,
    input_cached_tokens: cached,
    input_cache_write_tokens: cacheWrite,
    input_audio_tokens: 0,
    output_tokens: use.output,
    output_audio_tokens: 0,
    num_model_requests: use.requests,
    project_id: null,
    user_id: null,
    api_key_id: null,
    model: byModel ? use.model : null,
    batch: null,
    service_tier: null,
  };
}

function costsOf(script: ReportScript, use: BilledUse, byItem: boolean) {
  const items = [
    ["input", "input", use.input],
    ["cached input", "cachedRead", use.cachedRead],
    ["cache writes", "cacheWrite", use.cacheWrite5m + use.cacheWrite1h],
    ["output", "output", use.output],
  ] as const;
  return items
    .filter(([, , tokens]) => tokens !== 0)
    .map(([item, name, tokens]) => ({
      object: "organization.costs.result",
      amount: { value: dollarsOf(script, name, tokens), currency: "usd" },
      line_item: byItem ? `${use.model}, ${item}` : null,
      project_id: null,
      organization_id: "org-fake",
      quantity: tokens,
      quantity_unit: "tokens",
    }));
}

/** What OpenAI bills for a call of chat completions that it has answered, in part or whole. */
export function openAiUse(call: FakeCall): BilledUse | undefined {
  if (call.status !== 200 || call.path !== "/v1/chat/completions") return undefined;
  const { script } = call;
  const cachedRead = script.cachedTokens ?? 0;
  const cacheWrite5m = script.cacheWriteTokens ?? 0;
  const reported = typeof script.usage === "object" ? script.usage : {};
  const prompt = countOf(reported, "prompt_tokens") ?? call.billedInputTokens;
  const output =
    countOf(reported, "completion_tokens") ??
    call.billedOutputTokens + (call.finishedAtMs === null ? 0 : (script.reasoningTokens ?? 0));
  return {
    atMs: call.receivedAtMs,
    model: call.model,
    requests: 1,
    input: Math.max(0, prompt - cachedRead - cacheWrite5m),
    cachedRead,
    cacheWrite5m,
    cacheWrite1h: 0,
    output,
  };
}

function countOf(value: Record<string, unknown>, name: string): number | undefined {
  const found = value[name];
  return typeof found === "number" ? found : undefined;
}
