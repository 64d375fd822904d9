import type { z } from "zod";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";

/** Bodies of the API are refused above this size unless a route says otherwise. */
export const BODY_BYTES_MAX = 1_000_000;
const DEPTH_MAX = 64;

function tooLarge(limitBytes: number): Problem {
  return new Problem("body-too-large", {
    detail: `The body may have at most ${limitBytes} bytes.`,
    extensions: { limitBytes },
  });
}

/**
 * The body's bytes, at most `limitBytes` of them. Refuses a larger one with body-too-large, before
 * reading when the length is announced and as soon as it is exceeded otherwise.
 */
export async function readBytes(
  request: Request,
  limitBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > limitBytes) throw tooLarge(limitBytes);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = (request.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > limitBytes) {
      reader.releaseLock();
      throw tooLarge(limitBytes);
    }
    chunks.push(value);
  }
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** The body as text. Refuses bytes that are not UTF-8 with bad-request. */
export async function readText(request: Request, limitBytes: number): Promise<string> {
  const bytes = await readBytes(request, limitBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Problem("bad-request", { detail: "The body is not valid UTF-8.", cause });
  }
}

/** True when brackets nest deeper than any document of ours; strings are skipped. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      depth++;
      if (depth > DEPTH_MAX) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

/** Parses JSON text; malformed or absurdly nested text is refused with bad-request. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) {
    throw new Problem("bad-request", { detail: `The JSON nests deeper than ${DEPTH_MAX} levels.` });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Problem("bad-request", { detail: "The body is not valid JSON.", cause });
  }
}

/** Refuses a body that does not call itself JSON. */
export function requireJsonType(request: Request): void {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/([a-z0-9.-]+\+)?json\s*(;|$)/i.test(type.trim())) {
    throw new Problem("unsupported-media-type", {
      detail: "Send the body as application/json.",
      extensions: { accepted: ["application/json"] },
    });
  }
}

/** The JSON input of a route outside the API's contract; what is wrong with it is a Problem. */
export async function readInput<S extends z.ZodType>(
  request: Request,
  schema: S,
  limitBytes = BODY_BYTES_MAX,
): Promise<z.output<S>> {
  requireJsonType(request);
  return parseInput(schema, parseJson(await readText(request, limitBytes)));
}
