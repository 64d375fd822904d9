import { Hono } from "hono";

export type AppEnv = { Bindings: Env };

/** Everything of the Worker but the pages. */
export function createApi(): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get("/healthz", (c) => c.json({ ok: true }));
  return app;
}
