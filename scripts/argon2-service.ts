import { argon2 } from "node:crypto";
import { type Request, Response } from "miniflare";

interface Wanted {
  /** Bytes, as base64. */
  password: string;
  salt: string;
  keyBytes: number;
  memoryKiB: number;
  passes: number;
  lanes: number;
}

/** Makes Argon2id hashes for the Worker on Node's threads; workerd would make them on its only one. */
export async function answerArgon2(request: Request): Promise<Response> {
  const wanted = (await request.json()) as Wanted;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  argon2(
    "argon2id",
    {
      message: Buffer.from(wanted.password, "base64"),
      nonce: Buffer.from(wanted.salt, "base64"),
      parallelism: wanted.lanes,
      memory: wanted.memoryKiB,
      passes: wanted.passes,
      tagLength: wanted.keyBytes,
    },
    (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    },
  );
  return new Response(await promise);
}
