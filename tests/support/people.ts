import { env } from "cloudflare:workers";
import {
  createVerifiedUser,
  resolveActor,
  type VerifiedUser,
  type VerifiedUserInput,
} from "#features/identity";
import { clientOf } from "#platform/client";
import { createCtx } from "#platform/create-ctx";
import type { Actor, Ctx } from "#platform/ctx";

let count = 0;

/** An address nobody else in this file has. */
export function freshEmail(): string {
  count += 1;
  return `person-${count}@example.com`;
}

export const jobCtx = (name = "test"): Ctx => createCtx(env, { actor: { kind: "job", name } });

/** A ctx of someone without an account, each from a network of their own unless said. */
export function anonymousCtx(ipHash = `network-${(count += 1)}`): Ctx {
  return createCtx(env, { actor: { kind: "anonymous", ipHash } satisfies Actor });
}

/** The Cookie header that a browser would send after these Set-Cookie headers. */
export function cookieHeader(setCookies: string[]): string {
  return setCookies
    .filter((one) => !one.includes("Max-Age=0"))
    .map((one) => one.split(";")[0])
    .join("; ");
}

export function requestWith(cookie: string, ip = "203.0.113.7"): Request {
  return new Request("http://localhost:8787/", { headers: { cookie, "cf-connecting-ip": ip } });
}

/** The ctx that the pipeline would build for a request with these cookies. */
export async function ctxWith(cookie: string, ip?: string): Promise<Ctx> {
  const request = requestWith(cookie, ip);
  const { actor, workspace } = await resolveActor(request, env);
  return createCtx(env, { actor, workspace, client: clientOf(request) });
}

/** A verified person with a personal workspace, and a ctx in which they act. */
export async function makePerson(
  input: Partial<VerifiedUserInput> = {},
): Promise<VerifiedUser & { ctx: Ctx }> {
  const user = await createVerifiedUser(jobCtx(), {
    email: freshEmail(),
    password: "correct horse",
    ...input,
  });
  return { ...user, ctx: await ctxWith(user.cookie) };
}
