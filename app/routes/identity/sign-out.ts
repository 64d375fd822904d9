import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { signOut } from "#features/identity";
import type { Route } from "./+types/sign-out";
import { cookieHeaders } from "./cookies.ts";
import { nextPath } from "./next-path.ts";

/** Signs out; with `next` in the address, signing in again leads there. */
export async function action({ request, context }: Route.ActionArgs) {
  const { setCookies } = await signOut(ctxOf(context), request.headers.get("cookie"));
  const isOnward = new URL(request.url).searchParams.has("next");
  const next = isOnward ? `&next=${encodeURIComponent(nextPath(request))}` : "";
  return redirect(`/sign-in?done=out${next}`, { status: 303, headers: cookieHeaders(setCookies) });
}

/** Nobody is signed out by following a link. */
export function loader() {
  return redirect("/");
}
