import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { RefusedSettingView } from "./schema.ts";

/** The settings that were wrong, with the reason; their values stay behind. For the operator. */
export function listRefusedSettings(ctx: Ctx): RefusedSettingView[] {
  requireOperator(ctx);
  return ctx.settings.refused;
}
