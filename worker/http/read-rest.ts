import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./app-env.ts";

/** So much of a refused body is read and dropped; whoever sends more loses the connection. */
const DROPPED_BYTES_MAX = 64_000_000;
const DROPPING_MS_MAX = 10_000;

async function dropRest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  let left = DROPPED_BYTES_MAX;
  while (left > 0) {
    const { done, value } = await reader.read();
    if (done) return;
    left -= value.byteLength;
  }
}

/**
 * Reads what is left of a refused request's body. A connection that closes while its client is
 * still sending breaks with an error, and the client would never see why it was refused.
 */
export const readRest = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const { body } = c.req.raw;
  if (c.res.status < 400 || body === null || body.locked) return;
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isLate = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, DROPPING_MS_MAX);
  });
  await Promise.race([dropRest(reader).catch(() => undefined), isLate]);
  clearTimeout(timer);
});
