import { Problem } from "#core/problem";
import { draftSession, ensurePersonalWorkspace, findDevice } from "#features/sessions";
import { adoptVisitor } from "#features/visitors";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import type { SignedIn } from "./create-account.ts";
import { findHome, type FoundUser } from "./find-user.ts";

/**
 * Starts a session of someone who has just proven who they are by `method`, together with `more`
 * (what uses up the proof, for example). What the browser had as a visitor becomes the person's.
 */
export async function enter(
  ctx: Ctx,
  person: Pick<FoundUser, "userId" | "email" | "name" | "operator">,
  method: string,
  more: Statement[] = [],
): Promise<SignedIn> {
  const { userId } = person;
  const device = await findDevice(ctx, userId);
  const { deviceHash } = device;
  const session = await draftSession(ctx, person, { method, deviceHash });
  const { actor } = session;
  let workspace = await findHome(ctx, userId);
  if (workspace === undefined) {
    await ensurePersonalWorkspace(ctx.env, actor);
    workspace = await findHome(ctx, userId);
  }
  if (workspace === undefined) throw new Problem("unavailable");
  await runBatch(ctx.db, [...more, ...session.statements]);
  return await adoptVisitor(ctx, {
    userId,
    workspace,
    ctx: { ...ctx, actor, workspace },
    setCookies: [...session.setCookies, ...device.setCookies],
  });
}
