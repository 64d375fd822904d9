import { eq, sql } from "drizzle-orm";
import type { Id } from "#core/ids";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { mailRows } from "#features/mail";
import {
  describeClient,
  type Device,
  draftSession,
  ensurePersonalWorkspace,
  findDevice,
  setCookie,
} from "#features/sessions";
import { devices } from "#features/sessions/tables";
import { isTwoFactorOn, trustRows } from "#features/two-factor";
import { adoptVisitor } from "#features/visitors";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import type { SignedIn } from "./create-account.ts";
import { findHome, findSignOnTarget, type FoundUser } from "./find-user.ts";
import { draftProof } from "./proofs.ts";
import { SECOND_FACTOR_COOKIE } from "./second-factor-cookie.ts";

const SECOND_FACTOR_TTL_MS = 10 * MINUTE_MS;

type Person = Pick<FoundUser, "userId" | "email" | "name" | "locale" | "operator">;

/** Someone who has passed the first factor and is asked for the second, at `/sign-in/code`. */
export interface SecondFactorAsked {
  kind: "second-factor";
  /** Values for Set-Cookie headers. */
  setCookies: string[];
}

export type Entered = ({ kind: "signed-in" } & SignedIn) | SecondFactorAsked;

export interface Entrance {
  /** How the person has proven who they are: `password`, `magic-link`, `passkey`, a provider. */
  method: string;
  /** What uses up the proof, for the same batch. */
  statements?: Statement[];
  /** Asks no second factor from this browser for thirty days. */
  trusts?: boolean;
  /** The company's sign-on that let them in: the session is made by it and ends with it. */
  signOnId?: Id<"sso"> | undefined;
}

/** A sign-in from a browser that someone with others has never used is told by mail. */
async function newDeviceMail(ctx: Ctx, person: Person, device: Device): Promise<Statement[]> {
  if (device.known !== undefined) return [];
  const { userId, name, email, locale } = person;
  const other = await ctx.db
    .select({ one: sql`1` })
    .from(devices)
    .where(eq(devices.userId, userId))
    .limit(1)
    .get();
  if (other === undefined) return [];
  const { browser, system } = describeClient(ctx.client.userAgent);
  const { country, city, network } = ctx.client;
  return mailRows(ctx, {
    to: email,
    template: "new-device",
    locale,
    data: {
      name,
      url: `${ctx.origin}/account/security`,
      atMs: String(ctx.clock.now()),
      device: [browser, system].filter(Boolean).join(", "),
      place: [city, country].filter(Boolean).join(", ") || (network ?? ""),
    },
    key: `new-device:${userId}:${device.deviceHash}`,
  });
}

/**
 * Starts the session of someone from whom nothing more is asked: their proof counts as two factors,
 * as a passkey's with its user verified does, or `enter` has seen to the second.
 */
export async function startSession(
  ctx: Ctx,
  person: Person,
  { method, statements = [], trusts = false, signOnId }: Entrance,
  known?: Device,
): Promise<{ kind: "signed-in" } & SignedIn> {
  const { userId } = person;
  const device = known ?? (await findDevice(ctx, userId));
  const { deviceHash } = device;
  const signOn = signOnId === undefined ? undefined : await findSignOnTarget(ctx, signOnId);
  if (signOnId !== undefined && signOn === undefined) throw new Problem("unauthorized");
  const session = await draftSession(ctx, person, { method, deviceHash, signOn });
  const { actor } = session;
  let home = await findHome(ctx, userId, signOn);
  if (home === undefined) {
    await ensurePersonalWorkspace(ctx.env, actor);
    home = await findHome(ctx, userId, signOn);
  }
  if (home === undefined) throw new Problem("unavailable");
  const { isClosed, ...workspace } = home;
  const asUser: Ctx = { ...ctx, actor, workspace };
  await runBatch(ctx.db, [
    ...statements,
    ...(await newDeviceMail(asUser, person, device)),
    ...session.statements,
    ...(trusts ? trustRows(ctx, userId, deviceHash) : []),
  ]);
  const setCookies = [...session.setCookies, ...device.setCookies];
  const signedIn = { userId, workspace, ctx: asUser, setCookies };
  // What the browser had as a visitor waits until there is a workspace that lets its person in.
  if (isClosed) return { kind: "signed-in", ...signedIn };
  return { kind: "signed-in", ...(await adoptVisitor(ctx, signedIn)) };
}

async function askSecondFactor(
  ctx: Ctx,
  { userId }: Person,
  { statements = [], signOnId }: Entrance,
): Promise<SecondFactorAsked> {
  const proof = await draftProof(ctx, "second-factor", userId, SECOND_FACTOR_TTL_MS, signOnId);
  await runBatch(ctx.db, [
    ...statements,
    proof.statement,
    auditRow(ctx, "session.second-factor-asked", userId),
  ]);
  const seconds = SECOND_FACTOR_TTL_MS / 1_000;
  return {
    kind: "second-factor",
    setCookies: [setCookie(SECOND_FACTOR_COOKIE, proof.token, seconds)],
  };
}

/**
 * Lets someone in who has just proven who they are. Where two-factor is on and the browser is not
 * trusted, a second proof is asked first and there is no session yet. What the browser had as a
 * visitor becomes the person's. The rows that use up the proof are in the same batch.
 */
export async function enter(ctx: Ctx, person: Person, entrance: Entrance): Promise<Entered> {
  const device = await findDevice(ctx, person.userId);
  const isTrusted = (device.known?.trustedUntilMs ?? 0) > ctx.clock.now();
  const asks = !isTrusted && (await isTwoFactorOn(ctx, person.userId));
  if (asks) return await askSecondFactor(ctx, person, entrance);
  return await startSession(ctx, person, entrance, device);
}
