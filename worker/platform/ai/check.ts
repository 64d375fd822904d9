import { errorFromResponse, toProviderError } from "./errors.ts";
import type { HttpCall } from "./http.ts";
import { ProviderError, type ProviderStatus } from "./provider.ts";

const CHECK_MS = 3_000;

/**
 * Asks an endpoint for its list of models. A server without such a list counts as connected, since
 * it answers and did not refuse the key. Never throws; takes at most `timeoutMs`.
 */
export async function checkEndpoint(
  url: string,
  call: HttpCall & { timeoutMs: number | undefined },
  readModels: (body: unknown) => string[],
): Promise<ProviderStatus> {
  const timeoutMs = call.timeoutMs ?? CHECK_MS;
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const send = call.fetch ?? fetch;
    const { headers } = call;
    const response = await send(url, { headers, redirect: "manual", signal: limit });
    if (response.ok) return { state: "connected", models: readModels(await response.json()) };
    const error = await errorFromResponse(response, call.secrets);
    if (response.status === 404 || response.status === 405)
      return { state: "connected", models: [] };
    return { state: "not-connected", reason: error.kind, detail: error.message };
  } catch (thrown) {
    const error = limit.aborted
      ? new ProviderError("timeout", `No answer within ${timeoutMs} ms`)
      : thrown instanceof SyntaxError
        ? new ProviderError("protocol", "The list of models is not JSON")
        : toProviderError(thrown, call.secrets);
    return { state: "not-connected", reason: error.kind, detail: error.message };
  }
}
