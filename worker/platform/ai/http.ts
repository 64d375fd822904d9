import { errorFromResponse } from "./errors.ts";
import { ProviderError } from "./provider.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface HttpCall {
  headers: Record<string, string>;
  secrets: readonly string[];
  fetch: Fetch | undefined;
}

/**
 * Posts `body` as JSON and answers with the event stream. Throws ProviderError for a refusal or
 * another kind of answer, and what fetch throws when there is no answer. Redirects are not
 * followed: a key must not travel to another address.
 */
export async function openStream(
  url: string,
  call: HttpCall & { body: unknown; signal: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  const send = call.fetch ?? fetch;
  const response = await send(url, {
    method: "POST",
    headers: { ...call.headers, accept: "text/event-stream" },
    body: JSON.stringify(call.body),
    redirect: "manual",
    signal: call.signal,
  });
  if (!response.ok) throw await errorFromResponse(response, call.secrets);
  const type = response.headers.get("content-type") ?? "";
  if (response.body !== null && !/json|html/i.test(type)) return response.body;
  void response.body?.cancel().catch(() => undefined);
  throw new ProviderError("protocol", `The provider answered with "${type}" instead of a stream`);
}
