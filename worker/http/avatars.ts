import type { Hono } from "hono";
import { readAvatar } from "#features/profiles";
import { createCtx } from "#platform/create-ctx";
import type { AppEnv } from "./app-env.ts";

/** Pictures of people, for whoever knows their address; no session and no database is asked. */
export function mountAvatars(app: Hono<AppEnv>): void {
  app.get("/avatars/:file", async (c) => {
    const ctx = createCtx(c.env, { actor: { kind: "job", name: "avatars" } });
    return await readAvatar(ctx, new URL(c.req.url).pathname);
  });
}
