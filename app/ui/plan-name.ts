import { m } from "#messages";

const names: Record<string, () => string> = {
  visitor: m.shell_plan_visitor,
  free: m.shell_plan_free,
  entry: m.shell_plan_entry,
  pro: m.shell_plan_pro,
  business: m.shell_plan_business,
};

/**
 * A version's name: the plan's own word in the reader's language while the operator has left it as
 * it was shipped, else what they call it.
 */
export function planTitle({ plan, name }: { plan: string; name: string }): string {
  return name.toLowerCase() === plan ? planName(plan) : name;
}

/** A plan's name in words. */
export function planName(plan: string): string {
  return names[plan]?.() ?? plan;
}
