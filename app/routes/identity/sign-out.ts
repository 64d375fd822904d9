import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { signOut } from "#features/identity";
import type { Route } from "./+types/sign-out";
import { cookieHeaders } from "./cookies.ts";

export async function action({ request, context }: Route.ActionArgs) {
  const { setCookies } = await signOut(ctxOf(context), request.headers.get("cookie"));
  return redirect("/sign-in?done=out", { status: 303, headers: cookieHeaders(setCookies) });
}

/** Nobody is signed out by following a link. */
export function loader() {
  return redirect("/");
}
