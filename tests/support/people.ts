import { env } from "cloudflare:workers";
import {
  createVerifiedUser,
  finishRegistration,
  type Registered,
  registerUser,
  resolveActor,
  signIn,
  type SignedIn,
  type VerifiedUser,
  type VerifiedUserInput,
} from "#features/identity";
import { listMails } from "#features/mail";
import { mailJobs } from "#features/mail/jobs";
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
  return createCtx(env, { actor, workspace, client: clientOf(request, { environment: "local" }) });
}

/** Delivers what waits and answers the tokens mailed to that address, oldest first. */
export async function mailedTokens(to: string, template: string): Promise<string[]> {
  const waiting = await env.DB.prepare("SELECT id FROM mails WHERE state = 'waiting'").all<{
    id: string;
  }>();
  for (const { id } of waiting.results) {
    await mailJobs["mail.requested"]?.(jobCtx(), { mailId: id }, "m");
  }
  const mails = await listMails(jobCtx(), { to });
  return mails
    .filter((mail) => mail.template === template)
    .map((mail) => /token=([\w-]+)/.exec(mail.text)?.[1] ?? "");
}

/** The newest token mailed to that address. */
export async function lastToken(to: string, template: string): Promise<string> {
  return (await mailedTokens(to, template)).at(-1) ?? "";
}

/** This ctx as the same browser has it that got these Set-Cookie headers. */
export function withCookies(ctx: Ctx, setCookies: string[]): Ctx {
  return { ...ctx, client: { ...ctx.client, cookieHeader: cookieHeader(setCookies) } };
}

/** Registers and follows the mailed link in the same browser. */
export async function register(
  ctx: Ctx,
  input: { email: string; password: string; name?: string },
): Promise<Registered> {
  const { setCookies } = await registerUser(ctx, input);
  const token = await lastToken(input.email.trim().toLowerCase(), "verify");
  return await finishRegistration(withCookies(ctx, setCookies), { token });
}

/** Signs in where nothing but the password is asked for. */
export async function signInFully(
  ctx: Ctx,
  input: { email: string; password: string },
): Promise<SignedIn> {
  const entered = await signIn(ctx, input);
  if (entered.kind !== "signed-in") throw new Error("A second factor is asked for");
  return entered;
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
