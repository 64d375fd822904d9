import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { avatarKeyOf } from "./avatar-key.ts";

/**
 * The picture of that path, for anyone who knows it; it never changes, so browsers may keep it for
 * good. Anything else is `not-found`.
 */
export async function readAvatar(ctx: Pick<Ctx, "bucket">, path: string): Promise<Response> {
  const key = avatarKeyOf(path);
  const stored = key === undefined ? null : await ctx.bucket.get(key);
  if (key === undefined || stored === null) throw new Problem("not-found");
  return new Response(stored.body, {
    headers: {
      "content-type": key.endsWith(".png") ? "image/png" : "image/jpeg",
      "content-length": String(stored.size),
      "content-disposition": "inline",
      "cache-control": "public, max-age=31536000, immutable",
    },
  });
}
