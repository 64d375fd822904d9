import type { Hono } from "hono";
import { createApi } from "./api.ts";
import type { AppEnv } from "./app-env.ts";
import { originCheck } from "./origin-check.ts";
import { servePage } from "./pages.ts";

/** The one Worker's routes: the API, then the pages for everything else. */
export function createApp(): Hono<AppEnv> {
  const app = createApi();
  app.all("*", originCheck, servePage);
  return app;
}
