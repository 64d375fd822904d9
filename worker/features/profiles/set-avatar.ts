import { Problem } from "#core/problem";
import { HOUR_MS } from "#core/time";
import { requireUser } from "#features/workspaces";
import { limiterOf } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";
import { requireAdmitted } from "#platform/rate-limits";
import { avatarPath, newAvatarFile } from "./avatar-key.ts";
import { encodeAvatar, type EncodedAvatar } from "./encode-avatar.ts";
import { PictureRefused } from "./picture.ts";
import { AVATAR_BYTES_MAX, AVATAR_PIXELS_MAX } from "./schema.ts";
import { swapAvatar } from "./swap-avatar.ts";

const RULE = { name: "avatar", limit: 20, windowMs: HOUR_MS };

function refusal(refused: PictureRefused): Problem {
  switch (refused.reason) {
    case "type":
      return new Problem("unsupported-media-type", {
        detail: "A picture is a JPEG or a PNG.",
        extensions: { supported: ["image/jpeg", "image/png"] },
      });
    case "too-large":
      return new Problem("invalid-input", {
        detail: `A picture has at most ${AVATAR_PIXELS_MAX} pixels, such as 2048 × 2048.`,
        errors: [{ pointer: "/avatar", detail: "has too many pixels" }],
      });
    case "broken":
      return new Problem("invalid-input", {
        detail: "The picture cannot be read.",
        errors: [{ pointer: "/avatar", detail: "cannot be read as a picture" }],
      });
  }
}

async function encode(upload: Uint8Array): Promise<EncodedAvatar> {
  try {
    return await encodeAvatar(upload);
  } catch (error) {
    if (error instanceof PictureRefused) throw refusal(error);
    throw error;
  }
}

/**
 * Shows this picture of the signed-in person and answers its path, which is new and cannot be
 * guessed. JPEG or PNG by its own bytes, at most 5 MB and about four million pixels; it is written
 * anew as 256 by 256 without anything else that was in the file. The picture before is deleted. At
 * most 20 an hour; `too-many-requests` beyond. API keys are `forbidden`. A repeat makes another
 * address of the same picture.
 */
export async function setAvatar(ctx: Ctx, upload: Uint8Array): Promise<string> {
  const { userId } = requireUser(ctx);
  if (upload.byteLength > AVATAR_BYTES_MAX) {
    throw new Problem("body-too-large", {
      detail: `A picture has at most ${AVATAR_BYTES_MAX / 1_000_000} MB.`,
      extensions: { limitBytes: AVATAR_BYTES_MAX },
    });
  }
  requireAdmitted(await limiterOf(ctx.env, `user:${userId}`).admit({ rules: [RULE] }));
  const { bytes, extension } = await encode(upload);
  const path = avatarPath(newAvatarFile(extension));
  await ctx.bucket.put(path.slice(1), bytes, {
    httpMetadata: { contentType: extension === "jpg" ? "image/jpeg" : "image/png" },
  });
  await swapAvatar(ctx, userId, path);
  return path;
}
