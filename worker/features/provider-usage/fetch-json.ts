import { errorFromResponse, toProviderError } from "#platform/ai/errors";
import { ProviderError } from "#platform/ai/provider";

const TIMEOUT_MS = 20_000;
const BODY_BYTES_MAX = 8_000_000;

/**
 * Gets a report page as JSON. Throws ProviderError: for a refusal, for no answer within twenty
 * seconds, for an answer that is too long or is not JSON. Redirects are not followed: an admin key
 * must not travel to another address.
 */
export async function fetchJson(
  url: URL,
  headers: Record<string, string>,
  secrets: readonly string[],
): Promise<unknown> {
  try {
    const response = await fetch(url, {
      headers: { ...headers, accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw await errorFromResponse(response, secrets);
    return parse(await readText(response));
  } catch (thrown) {
    throw toProviderError(thrown, secrets);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProviderError("protocol", "The provider's report is not JSON", { cause });
  }
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let bytes = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > BODY_BYTES_MAX) {
      await reader.cancel();
      throw new ProviderError("protocol", "The provider's report is too long");
    }
    text += decoder.decode(value, { stream: true });
  }
}
