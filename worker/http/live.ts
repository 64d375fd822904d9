import type { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { Problem } from "#core/problem";
import { openLive } from "#features/chat";
import { openBalanceLive } from "#features/credits";
import { openNoticesLive } from "#features/notices";
import type { AppEnv } from "./app-env.ts";
import { authenticate } from "./authenticate.ts";
import { originCheck } from "./origin-check.ts";

const upgradeOnly = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
    throw new Problem("bad-request", { detail: "This address only opens WebSockets." });
  }
  await next();
});

/** What our own pages follow live over a WebSocket, with the session's or the visitor's cookie. */
export function mountLive(app: Hono<AppEnv>): void {
  app.use("/live/*", upgradeOnly, originCheck, authenticate);
  app.get("/live/balance", async (c) => await openBalanceLive(c.var.ctx, c.req.raw));
  app.get("/live/notices", async (c) => await openNoticesLive(c.var.ctx, c.req.raw));
  app.get(
    "/live/conversations/:id",
    async (c) => await openLive(c.var.ctx, c.req.param("id"), c.req.raw),
  );
}
