import type { Hono } from "hono";
import { z } from "zod";
import { Problem } from "#core/problem";
import { readText } from "#platform/read-body";
import type { AppEnv } from "./app-env.ts";

const BODY_BYTES_MAX = 20_000;
const NAME_LENGTH_MAX = 200;
const PARAMETERS = ["code", "error", "iss", "state"];

/** What Apple tells of someone who agrees for the first time, and never again. */
const Told = z.object({
  name: z.object({ firstName: z.string(), lastName: z.string() }).partial(),
});

/** Their name; empty when it is not told, or not as Apple does. */
function nameIn(user: string | null): string {
  try {
    const { firstName = "", lastName = "" } = Told.parse(JSON.parse(user ?? "")).name;
    return `${firstName} ${lastName}`.trim().slice(0, NAME_LENGTH_MAX);
  } catch {
    return "";
  }
}

/**
 * Where Apple posts its answer to (OAuth 2.0 Form Post Response Mode). The post comes from another
 * site, so it carries none of our cookies and does nothing but lead the browser on to the address
 * that reads them.
 */
export function mountFormPost(app: Hono<AppEnv>): void {
  app.post("/sign-in/callback/apple", async (c) => {
    const type = c.req.header("content-type") ?? "";
    if (!type.startsWith("application/x-www-form-urlencoded")) {
      throw new Problem("unsupported-media-type");
    }
    const posted = new URLSearchParams(await readText(c.req.raw, BODY_BYTES_MAX));
    const onward = new URLSearchParams();
    for (const name of PARAMETERS) {
      const value = posted.get(name);
      if (value !== null) onward.set(name, value);
    }
    const name = nameIn(posted.get("user"));
    if (name !== "") onward.set("name", name);
    return c.redirect(`/sign-in/callback/apple?${onward.toString()}`, 303);
  });
}
