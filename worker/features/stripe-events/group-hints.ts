import type { SyncHint } from "#platform/stripe";
import type { SyncTarget } from "./pick-sync.ts";

/** An event and what it tells us to look at. */
export interface Hint<E> {
  event: E;
  target: SyncTarget;
  hint: SyncHint;
}

/** Events that are answered by one look at one object. */
export interface Look<E> {
  events: E[];
  target: SyncTarget;
  /** The latest of those events whose own object it is; undefined when it is nobody's own. */
  hint: SyncHint | undefined;
}

/** Joins events about the same object: to look once, after all of them, is enough. */
export function groupHints<E>(hints: Hint<E>[]): Look<E>[] {
  const looks = new Map<string, Look<E>>();
  for (const { event, target, hint } of hints) {
    const key = `${target.kind} ${target.id}`;
    const look: Look<E> = looks.get(key) ?? { events: [], target, hint: undefined };
    look.events.push(event);
    const isLater = hint.eventCreatedAtMs >= (look.hint?.eventCreatedAtMs ?? 0);
    if (target.own && isLater) look.hint = hint;
    looks.set(key, look);
  }
  return [...looks.values()];
}
