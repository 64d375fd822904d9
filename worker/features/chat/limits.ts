import { Problem } from "#core/problem";
import type { Plan } from "#platform/ctx";

/** How many conversations a workspace keeps, archived ones included. */
export function conversationsMax(plan: Plan): number {
  return plan === "visitor" ? 20 : 10_000;
}

export function limitReached(limit: number, what: string): Problem {
  return new Problem("limit-reached", {
    detail: `There can be at most ${limit} ${what}.`,
    extensions: { limit },
  });
}
