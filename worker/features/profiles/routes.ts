import { z } from "zod";
import { toIso } from "#core/time";
import { getProfile, updateProfile } from "#features/identity";
import { locales, type Profile, ProfilePatch, themes } from "#features/identity/schema";
import { type Api, apiRoute, jsonAnswer, jsonBody } from "#platform/api";
import { removeAvatar } from "./remove-avatar.ts";
import { AVATAR_BYTES_MAX } from "./schema.ts";
import { setAvatar } from "./set-avatar.ts";

const Path = z
  .string()
  .max(80)
  .meta({ description: "A path of this site that cannot be guessed; a new picture has a new one" });

const ProfileDocument = z
  .object({
    id: z.string().max(64),
    email: z.string().max(254),
    emailVerified: z.boolean(),
    name: z.string().max(80),
    locale: z.enum(locales),
    theme: z.enum(themes),
    timeZone: z.string().max(64).nullable().meta({ description: "A name of the IANA database" }),
    avatarPath: Path.nullable(),
    createdAt: z.iso.datetime().max(40),
  })
  .meta({ id: "Profile" });

const example: z.infer<typeof ProfileDocument> = {
  id: "user_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  email: "ada@example.com",
  emailVerified: true,
  name: "Ada",
  locale: "en",
  theme: "system",
  timeZone: "Europe/Berlin",
  avatarPath: "/avatars/d0b1yv2mRk3JcQ6wX8pTz5nHsLfAeGuM.jpg",
  createdAt: "2026-11-20T09:30:00.000Z",
};

function toDocument(profile: Profile): z.infer<typeof ProfileDocument> {
  const { operator: _operator, createdAtMs, ...rest } = profile;
  return { ...rest, createdAt: toIso(createdAtMs) };
}

const tags = ["Account"];

const getRoute = apiRoute({
  method: "get",
  path: "/users/me",
  operationId: "getProfile",
  summary: "Get your profile",
  description: "The person who is signed in, or on whose behalf the key acts.",
  tags,
  scope: "read",
  responses: { 200: jsonAnswer("The profile", ProfileDocument, example) },
});

const updateRoute = apiRoute({
  method: "patch",
  path: "/users/me",
  operationId: "updateProfile",
  summary: "Change your profile",
  description:
    "Changes what is given and answers the whole profile. Safe to repeat. Keys are `forbidden`: a person does this, signed in.",
  tags,
  scope: "write",
  person: true,
  request: {
    body: jsonBody(ProfilePatch.meta({ id: "ProfilePatch" }), { timeZone: "Europe/Berlin" }),
  },
  responses: { 200: jsonAnswer("The profile", ProfileDocument, example) },
});

const bytes = { schema: z.string().meta({ format: "binary" }) };

const setAvatarRoute = apiRoute({
  method: "put",
  path: "/users/me/avatar",
  operationId: "setAvatar",
  summary: "Show a picture",
  description:
    "The body is the picture: JPEG or PNG, at most 5 MB and 2048 × 2048 pixels. It is written anew as 256 × 256, without anything else that was in the file. A repeat makes another address of the same picture. Keys are `forbidden`.",
  tags,
  scope: "write",
  person: true,
  bodyBytesMax: AVATAR_BYTES_MAX,
  request: { body: { required: true, content: { "image/jpeg": bytes, "image/png": bytes } } },
  responses: {
    200: jsonAnswer("Where it is", z.object({ avatarPath: Path }).meta({ id: "Avatar" }), {
      avatarPath: "/avatars/d0b1yv2mRk3JcQ6wX8pTz5nHsLfAeGuM.jpg",
    }),
  },
});

const removeAvatarRoute = apiRoute({
  method: "delete",
  path: "/users/me/avatar",
  operationId: "removeAvatar",
  summary: "Show no picture",
  description: "The picture is deleted. Safe to repeat. Keys are `forbidden`.",
  tags,
  scope: "write",
  person: true,
  responses: { 204: { description: "There is no picture" } },
});

export function registerProfileRoutes(api: Api): void {
  api.openapi(getRoute, async (c) => c.json(toDocument(await getProfile(c.var.ctx)), 200));
  api.openapi(updateRoute, async (c) =>
    c.json(toDocument(await updateProfile(c.var.ctx, c.req.valid("json"))), 200),
  );
  api.openapi(setAvatarRoute, async (c) => {
    const upload = Uint8Array.fromBase64(c.var.bodyText ?? "");
    return c.json({ avatarPath: await setAvatar(c.var.ctx, upload) }, 200);
  });
  api.openapi(removeAvatarRoute, async (c) => {
    await removeAvatar(c.var.ctx);
    return c.body(null, 204);
  });
}
