import { redirect } from "react-router";
import { carryVisitorNow } from "#features/adoption";
import { getProfile, type SignedIn } from "#features/identity";
import { cookieHeaders, missingPreferenceCookies } from "./cookies.ts";

/**
 * Takes someone who has just signed in to where they wanted to go: what they had as a visitor is
 * carried over, and the browser looks and speaks as they chose.
 */
export async function arrive(
  request: Request,
  signedIn: SignedIn,
  next: string,
): Promise<Response> {
  await carryVisitorNow(signedIn.ctx, signedIn.adopted);
  const preferences = missingPreferenceCookies(request, await getProfile(signedIn.ctx));
  const headers = cookieHeaders([...signedIn.setCookies, ...preferences]);
  return redirect(next, { status: 303, headers });
}
