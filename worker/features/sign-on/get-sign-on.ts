import { requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { redirectUri } from "./company-client.ts";
import type { SignOnSetup } from "./schema.ts";
import { findRow, listProvenDomains, toView } from "./sign-on-row.ts";

/** The workspace's sign-on, if it has one, and what it takes to set one up. Never the secret. */
export async function getSignOn(ctx: Ctx): Promise<SignOnSetup> {
  const { id } = requirePermission(ctx, "sign-on.read");
  const [row, provenDomains] = await Promise.all([findRow(ctx, id), listProvenDomains(ctx, id)]);
  const signOn = row === undefined ? null : await toView(ctx, row);
  return { redirectUri: redirectUri(ctx, id), provenDomains, signOn };
}
