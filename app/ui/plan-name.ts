import { m } from "#messages";

const names: Record<string, () => string> = {
  visitor: m.shell_plan_visitor,
  free: m.shell_plan_free,
  entry: m.shell_plan_entry,
  pro: m.shell_plan_pro,
  business: m.shell_plan_business,
};

/** A plan's name in words. */
export function planName(plan: string): string {
  return names[plan]?.() ?? plan;
}
