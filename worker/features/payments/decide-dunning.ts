import { DAY_MS } from "#core/time";

/** Days after the first failure on which the people who pay are written to. */
export const DUNNING_DAYS = [0, 3, 5, 7] as const;
/** So long the plan's access goes on without new PT. */
export const GRACE_DAYS = 7;

export interface DunningCase {
  state: "grace" | "frozen";
  openedAtMs: number;
  /** How many of the steps have been taken: 0 to 4. */
  stepsTaken: number;
}

export interface DunningMove {
  stepsTaken: number;
  /** The mail to send: 1 to 3 are reminders; the last one says that the plan is frozen. */
  mail: { kind: "reminder"; step: number } | { kind: "frozen" } | null;
  freeze: boolean;
  /** When to look again; once everything is sent, every day. */
  nextAtMs: number;
}

export function graceEndsAtMs(openedAtMs: number): number {
  return openedAtMs + GRACE_DAYS * DAY_MS;
}

/** When each step is due. */
export function dunningSteps(openedAtMs: number): { step: number; atMs: number }[] {
  return DUNNING_DAYS.map((day, index) => ({ step: index + 1, atMs: openedAtMs + day * DAY_MS }));
}

/**
 * What is due in a case at that time. Each step is taken once; of several that are due at once only
 * the latest mail goes out. A clock that jumps ahead and comes back takes no step twice and undoes
 * none.
 */
export function decideDunning(one: DunningCase, nowMs: number): DunningMove {
  const steps = dunningSteps(one.openedAtMs);
  const due = steps.filter(({ atMs }) => atMs <= nowMs).length;
  const stepsTaken = Math.max(one.stepsTaken, due);
  const freeze = one.state === "grace" && nowMs >= graceEndsAtMs(one.openedAtMs);
  const isLast = stepsTaken === steps.length;
  const isNew = stepsTaken > one.stepsTaken;
  return {
    stepsTaken,
    mail: !isNew ? null : isLast ? { kind: "frozen" } : { kind: "reminder", step: stepsTaken },
    freeze,
    nextAtMs: steps[stepsTaken]?.atMs ?? nowMs + DAY_MS,
  };
}
