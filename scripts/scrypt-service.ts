import { scrypt } from "node:crypto";
import { type Request, Response } from "miniflare";

interface Wanted {
  password: string;
  salt: string;
  keyBytes: number;
  N: number;
  r: number;
  p: number;
  maxmem: number;
}

/** Makes hashes for the Worker on Node's threads; workerd would make them on its only one. */
export async function answerScrypt(request: Request): Promise<Response> {
  const { password, salt, keyBytes, ...options } = (await request.json()) as Wanted;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(password, Buffer.from(salt, "base64"), keyBytes, options, (error, key) => {
    if (error === null) resolve(key);
    else reject(error);
  });
  return new Response(await promise);
}
