import type { World } from "./fake-stripe.ts";

/** The pages that people see: checkout, portal, 3-D Secure, receipts. */
export async function hostedPage(
  _request: Request,
  _url: URL,
  _worlds: readonly World[],
): Promise<Response> {
  return await Promise.resolve(new Response("Not found", { status: 404 }));
}
