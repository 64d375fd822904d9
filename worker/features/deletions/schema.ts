import type { Person } from "#features/personal-data";

/** `grace`: the person can come back. `erasing`: it has begun. `erased`: it is over. */
export const deletionStates = ["grace", "erasing", "erased"] as const;
export type DeletionState = (typeof deletionStates)[number];

/**
 * Where an erasure stands. It carries whom it is about, because what it has erased already would not
 * lead there any more.
 */
export interface DeletionCursor {
  part: string;
  person: Person;
  customerIds: string[];
}

export const GRACE_DAYS = 14;

/** An account that is to go, as its person sees it. */
export interface DeletionView {
  state: DeletionState;
  requestedAtMs: number;
  dueAtMs: number;
}
