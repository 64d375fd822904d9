import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { Problem } from "#core/problem";
import type { ApiEnv } from "./api.ts";
import { claimIdempotencyKey, passAnswer, releaseClaim, storeAnswer } from "./idempotency.ts";
import { sha256Hex } from "./seal.ts";

const STORED_BYTES_MAX = 256_000;
const TRIES_MAX = 3;

function readKey(c: Context<ApiEnv>): string | undefined {
  const key = c.req.header("idempotency-key");
  if (key === undefined) return undefined;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new Problem("invalid-input", {
    detail: "Idempotency-Key is 1 to 255 printable ASCII characters without spaces.",
    errors: [{ pointer: "/header/idempotency-key", detail: "1 to 255 printable characters" }],
  });
}

async function keepAnswer(c: Context<ApiEnv>, key: string, claim: string): Promise<void> {
  const { ctx } = c.var;
  const keyed = { key, claim };
  if (!c.res.ok) return await releaseClaim(ctx, keyed);
  const contentType = c.res.headers.get("content-type") ?? "application/json";
  if (contentType.startsWith("text/event-stream")) return await passAnswer(ctx, keyed);
  const body = await c.res.clone().text();
  if (body.length > STORED_BYTES_MAX) return await passAnswer(ctx, keyed);
  await storeAnswer(ctx, keyed, { status: c.res.status, contentType, body });
}

/**
 * Honours `Idempotency-Key`: one request takes the key before the verb runs, and its answer is
 * stored for those that repeat it. A refusal is not stored, because nothing happened. Streams are
 * not stored either: there the verb takes `c.var.idempotencyKey` as its own client id.
 */
export const idempotencyKeyed = (route: string) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const key = readKey(c);
    if (key === undefined) return await next();
    const { ctx } = c.var;
    const requestHash = await sha256Hex(`${route}\n${c.req.url}\n${c.var.bodyText ?? ""}`);
    const claimed = await claimIdempotencyKey(ctx, { key, requestHash });
    c.set("idempotencyKey", key);
    switch (claimed.kind) {
      case "reused":
        throw new Problem("idempotency-key-reused", {
          detail: "This Idempotency-Key was sent before with another route or body.",
        });
      case "busy":
        throw new Problem("conflict", {
          detail: "The first request with this Idempotency-Key is still being worked on.",
          retryAfterSeconds: 1,
        });
      case "stored":
        return new Response(claimed.answer.body, {
          status: claimed.answer.status,
          headers: { "content-type": claimed.answer.contentType, "idempotent-replayed": "true" },
        });
      case "passed":
        return await next();
      case "claimed":
        await next();
    }
    for (let tries = 1; ; tries++) {
      try {
        return await keepAnswer(c, key, claimed.claim);
      } catch (cause) {
        if (tries < TRIES_MAX) continue;
        return ctx.log.error("idempotency.answer-not-kept", cause);
      }
    }
  });
