import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Problem } from "#core/problem";
import { finishConnection } from "#features/connections";
import { isProviderId } from "#features/connections/schema";
import type { Route } from "./+types/sign-in-callback";
import { arrive } from "./arrive.ts";
import { cookieHeaders } from "./cookies.ts";

function withParameter(path: string, name: string, value: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}${name}=${value}`;
}

/** Where a provider sends the browser back to. */
export async function loader({ params, request, context }: Route.LoaderArgs) {
  const { provider } = params;
  if (!isProviderId(provider)) throw new Problem("not-found");
  const finished = await finishConnection(ctxOf(context), {
    provider,
    params: Object.fromEntries(new URL(request.url).searchParams),
    cookie: request.headers.get("cookie"),
  });
  const { setCookies, next } = finished;
  if (finished.kind === "entered") {
    const { entered } = finished;
    const all = { ...entered, setCookies: [...setCookies, ...entered.setCookies] };
    return await arrive(request, all, next);
  }
  const headers = cookieHeaders(setCookies);
  if (finished.kind === "connected") {
    return redirect(withParameter(next, "connected", provider), { headers });
  }
  const { failure, linking } = finished;
  const back = linking ? next : `/sign-in?next=${encodeURIComponent(next)}`;
  return redirect(withParameter(back, "failed", failure), { headers });
}
