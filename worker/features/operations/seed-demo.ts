import { sql } from "drizzle-orm";
import { startPlan } from "#features/credits";
import { createVerifiedUser } from "#features/identity";
import { users } from "#features/identity/tables";
import type { Ctx } from "#platform/ctx";

/** Printed by `npm start`; anyone at the machine may sign in with it. */
const DEMO = { email: "demo@selvedge.test", password: "selvedge-demo", name: "Demo" };

/**
 * Makes the demo person, who runs this deployment, with a workspace on the Pro plan. Only on a local
 * machine and only while there is nobody at all; safe to repeat.
 */
export async function seedDemo(ctx: Ctx): Promise<{ seeded: boolean }> {
  if (ctx.settings.environment !== "local") return { seeded: false };
  const anyone = await ctx.db
    .select({ one: sql`1` })
    .from(users)
    .limit(1)
    .get();
  if (anyone !== undefined) return { seeded: false };
  const { workspace } = await createVerifiedUser(ctx, { ...DEMO, plan: "pro" });
  await startPlan(ctx, { accountId: workspace.accountId, plan: "pro", key: "demo" });
  return { seeded: true };
}
