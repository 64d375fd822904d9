import { createRequestHandler, RouterContextProvider } from "react-router";
import { withProblems } from "#app/with-problems.ts";
import { type AppEnv, createApi } from "./api.ts";

/** The one Worker's routes: the API, then the pages for everything else. */
export function createApp(): ReturnType<typeof createApi> {
  const app = createApi();
  const pages = createRequestHandler(
    async () => withProblems(await import("virtual:react-router/server-build")),
    import.meta.env.MODE,
  );
  app.all("*", (c) => pages(c.req.raw, new RouterContextProvider()));
  return app;
}

export type { AppEnv };
