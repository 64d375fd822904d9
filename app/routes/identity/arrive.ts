import { redirect } from "react-router";
import { carryVisitorNow } from "#features/adoption";
import { type Entered, getProfile } from "#features/identity";
import { cookieHeaders, missingPreferenceCookies } from "./cookies.ts";
import { withNext } from "./next-path.ts";

/**
 * Takes someone who has just proven who they are to where they wanted to go, by the second step
 * where one is asked: what they had as a visitor is carried over, and the browser looks and speaks
 * as they chose.
 */
export async function arrive(request: Request, entered: Entered, next: string): Promise<Response> {
  if (entered.kind === "second-factor") {
    const headers = cookieHeaders(entered.setCookies);
    return redirect(withNext("/sign-in/code", next), { status: 303, headers });
  }
  await carryVisitorNow(entered.ctx, entered.adopted);
  const preferences = missingPreferenceCookies(request, await getProfile(entered.ctx));
  const headers = cookieHeaders([...entered.setCookies, ...preferences]);
  return redirect(next, { status: 303, headers });
}
