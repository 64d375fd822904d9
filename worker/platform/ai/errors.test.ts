import { describe, expect, it } from "vitest";
import { errorFromBody, errorFromResponse, parseRetryAfterMs, redact } from "./errors.ts";

const classify = (body: unknown, status?: number) =>
  errorFromBody(body, { secrets: [], ...(status === undefined ? {} : { status }) }).kind;

describe("a provider's error has one kind", () => {
  it.each([
    [
      401,
      {
        error: {
          message: "Incorrect API key",
          type: "invalid_request_error",
          code: "invalid_api_key",
        },
      },
      "auth",
    ],
    [403, { type: "error", error: { type: "permission_error", message: "no" } }, "auth"],
    [
      429,
      { error: { message: "Rate limit reached", type: "requests", code: "rate_limit_exceeded" } },
      "rate-limited",
    ],
    [
      429,
      { error: { message: "You exceeded your current quota", code: "insufficient_quota" } },
      "unavailable",
    ],
    [402, { error: { message: "Insufficient credits", code: 402 } }, "unavailable"],
    [
      400,
      {
        type: "error",
        error: { type: "invalid_request_error", message: "Your credit balance is too low" },
      },
      "unavailable",
    ],
    [400, { error: { message: "max", code: "context_length_exceeded" } }, "context-too-long"],
    [
      400,
      {
        type: "error",
        error: { type: "invalid_request_error", message: "prompt is too long: 210000 tokens" },
      },
      "context-too-long",
    ],
    [
      400,
      { error: { message: "This model's maximum context length is 8192 tokens" } },
      "context-too-long",
    ],
    [
      413,
      { type: "error", error: { type: "request_too_large", message: "too large" } },
      "context-too-long",
    ],
    [400, { error: { message: "filtered", code: "content_filter" } }, "content-filtered"],
    [400, { error: { message: "bad", type: "invalid_request_error" } }, "bad-request"],
    [404, { error: { message: "no model", code: "model_not_found" } }, "bad-request"],
    [404, { error: "model 'x' not found, try pulling it first" }, "bad-request"],
    [408, undefined, "timeout"],
    [500, { error: { message: "oops", type: "server_error" } }, "unavailable"],
    [502, "<html>", "unavailable"],
    [503, { error: { message: "busy" } }, "overloaded"],
    [504, undefined, "timeout"],
    [
      529,
      { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
      "overloaded",
    ],
    [302, undefined, "protocol"],
    [
      undefined,
      { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
      "overloaded",
    ],
    [
      undefined,
      { type: "error", error: { type: "rate_limit_error", message: "slow" } },
      "rate-limited",
    ],
    [undefined, { error: { message: "oops", type: "server_error" } }, "unavailable"],
    [undefined, { error: { message: "upstream", code: 429 } }, "rate-limited"],
    [undefined, {}, "unavailable"],
  ])("%s %j is %s", (status, body, kind) => {
    expect(classify(body, status)).toBe(kind);
  });

  it("never carries a key and never grows", () => {
    const error = errorFromBody(
      { error: { message: `bad key s3cret-token and sk-proj-abcdefgh123 ${"x".repeat(5_000)}` } },
      { status: 401, secrets: ["s3cret-token"] },
    );
    expect(error.message).not.toContain("s3cret");
    expect(error.message).not.toContain("abcdefgh");
    expect(error.message.length).toBeLessThanOrEqual(500);
    expect(redact("", [""])).toBe("");
    expect(redact("the k key of kubernetes", ["k"])).toBe("the [key] key of kubernetes");
  });

  it("reads an endless error body only at its start", async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(1_024).fill(120));
      },
    });
    const error = await errorFromResponse(new Response(body, { status: 500 }), []);
    expect(error).toMatchObject({ kind: "unavailable", status: 500 });
    expect(pulled).toBeLessThan(40);
  });

  it.each([
    [{ "retry-after": "7" }, 7_000],
    [{ "retry-after": "0.5" }, 500],
    [{ "retry-after-ms": "1500", "retry-after": "2" }, 1_500],
    [{ "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" }, undefined],
    [{ "retry-after": "-4" }, undefined],
    [{ "retry-after": "9999999" }, 86_400_000],
    [{}, undefined],
  ])("waits as long as %j says", (headers, expected) => {
    expect(parseRetryAfterMs(new Headers(headers as Record<string, string>))).toBe(expected);
  });
});
