import { env } from "cloudflare:workers";
import { inject } from "vitest";
import { newId } from "#core/ids";
import { beginSignOn, finishSignOn, setSignOn } from "#features/sign-on";
import type { SignOnInput } from "#features/sign-on/schema";
import { clockNow } from "#platform/clock";
import type { Ctx } from "#platform/ctx";
import { walk } from "./oidc/walk.ts";
import { anonymousCtx, makePerson, withCookies } from "./people.ts";

let count = 0;

/** A domain that no other test has. */
export function freshDomain(): string {
  count += 1;
  return `company-${count}-${crypto.randomUUID().slice(0, 8)}.example.com`;
}

/** The ctx with providers on this machine let through. */
export function near(ctx: Ctx): Ctx {
  return { ...ctx, settings: { ...ctx.settings, webhookPrivateHosts: true } };
}

/** Makes the domain one that the workspace has proven. */
export async function proveDomain(workspaceId: string, domain: string): Promise<void> {
  const id = newId("dom", clockNow());
  await env.DB.prepare(
    "INSERT INTO domains (id, workspace_id, domain, token, mode, role, created_at_ms, verified_at_ms) VALUES (?, ?, ?, 't', 'off', 'member', 0, 1)",
  )
    .bind(id, workspaceId, domain)
    .run();
}

export const signOnInput = (domain: string, change: Partial<SignOnInput> = {}): SignOnInput => ({
  issuer: inject("providersUrl"),
  clientId: "selvedge-test",
  clientSecret: "a-client-secret-of-the-tests",
  domains: [domain],
  defaultRole: "member",
  enabled: true,
  enforced: false,
  ...change,
});

/** A workspace with a proven domain and its sign-on, and its owner, whose address is elsewhere. */
export async function makeCompany(
  change: Partial<SignOnInput> = {},
  plan: "free" | "pro" | "business" = "business",
) {
  const owner = await makePerson({ plan });
  const domain = freshDomain();
  await proveDomain(owner.workspace.id, domain);
  const ctx = near(owner.ctx);
  const signOn = await setSignOn(ctx, signOnInput(domain, change));
  return { ...owner, ctx, domain, signOn };
}

/** Says who is signed in at the providers from now on. */
export async function at(person: {
  subject?: string;
  email: string;
  emailVerified?: boolean;
  name?: string;
}) {
  count += 1;
  const whole = { subject: `subject-${count}`, emailVerified: true, ...person };
  const body = JSON.stringify(whole);
  await (await fetch(`${inject("providersUrl")}/__person`, { method: "PUT", body })).text();
  return whole;
}

export interface CameBack {
  workspaceId: string;
  params: Record<string, string>;
}

/** As a browser: through the provider of a company and back to us. */
export async function followProvider(url: string): Promise<CameBack> {
  const { pathname, searchParams } = await walk(url, /^\/sign-in\/company\/callback\/.+$/);
  const workspaceId = pathname.slice(pathname.lastIndexOf("/") + 1);
  return { workspaceId, params: Object.fromEntries(searchParams) };
}

/** Types the address, visits the provider and is back, in one browser. */
export async function visitCompany(email: string, from: Ctx = anonymousCtx()) {
  const ctx = near(from);
  const begun = await beginSignOn(ctx, { email, next: "/chat" });
  if (begun === undefined) throw new Error(`no company has the domain of ${email}`);
  const back = await followProvider(begun.url);
  return { back, ctx: withCookies(ctx, begun.setCookies) };
}

/** The whole way in. */
export async function comeIn(email: string, from?: Ctx) {
  const { back, ctx } = await visitCompany(email, from);
  return await finishSignOn(ctx, back);
}

/** The session of someone who has just come in. */
export async function signedInBy(finishing: ReturnType<typeof comeIn>) {
  const finished = await finishing;
  if (finished.kind !== "entered" || finished.entered.kind !== "signed-in") {
    throw new Error(`nobody is signed in: ${JSON.stringify(finished)}`);
  }
  return finished.entered;
}
