import { eq } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { forgetSessions } from "#features/sessions";
import { requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { getProfile } from "./get-profile.ts";
import { type Profile, ProfilePatch } from "./schema.ts";
import { users } from "./tables.ts";

/**
 * Changes what is given of the signed-in person's name, language, theme and time zone, and answers the whole
 * profile. Safe to repeat. API keys are refused with `forbidden`.
 */
export async function updateProfile(ctx: Ctx, input: ProfilePatch): Promise<Profile> {
  const { userId } = requireUser(ctx);
  const patch = parseInput(ProfilePatch, input);
  await runBatch(ctx.db, [
    ctx.db
      .update(users)
      .set({ ...patch, updatedAt: new Date(ctx.clock.now()) })
      .where(eq(users.id, userId)),
    auditRow(ctx, "user.profile-changed", userId, { members: Object.keys(patch) }),
  ]);
  if (patch.name !== undefined) await forgetSessions(ctx.env, [userId]);
  return await getProfile(ctx);
}
