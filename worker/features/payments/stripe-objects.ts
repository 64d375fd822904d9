import { SECOND_MS } from "#core/time";
import { isMissingAtStripe } from "#platform/stripe-problem";
import type { SyncHint } from "#platform/stripe";

export function toMs(seconds: number): number {
  return seconds * SECOND_MS;
}

export function toMsOrNull(seconds: number | null | undefined): number | null {
  return seconds === null || seconds === undefined ? null : toMs(seconds);
}

/** The id of what Stripe names or spells out. */
export function idOf(one: string | { id: string }): string {
  return typeof one === "string" ? one : one.id;
}

export function idOrNull(one: string | { id: string } | null | undefined): string | null {
  return one === null || one === undefined ? null : idOf(one);
}

/** Stripe's object; undefined when it has none of that id. Checks that it is what was asked for. */
export async function fetchObject<T extends { id: string; object: string }>(
  kind: T["object"],
  id: string,
  fetching: () => Promise<T>,
): Promise<T | undefined> {
  try {
    const found = await fetching();
    if (found.id === id && found.object === kind) return found;
    throw new Error(`Stripe answered with something else than ${kind} ${id}`);
  } catch (cause) {
    if (isMissingAtStripe(cause)) return undefined;
    throw cause;
  }
}

/**
 * The object as an event had it, for when Stripe has it no more; undefined when something newer was
 * applied already.
 */
export function snapshotOf<T extends { id: string; object: string }>(
  kind: T["object"],
  id: string,
  hint: SyncHint | undefined,
  lastAppliedEventAtMs: number,
): T | undefined {
  if (hint === undefined || hint.eventCreatedAtMs <= lastAppliedEventAtMs) return undefined;
  const { snapshot } = hint;
  if (typeof snapshot !== "object" || snapshot === null) return undefined;
  if (!("id" in snapshot) || snapshot.id !== id) return undefined;
  if (!("object" in snapshot) || snapshot.object !== kind) return undefined;
  return snapshot as T;
}

/** Everything of a list, page by page; Stripe's lists are newest first. */
export async function listAll<T>(pages: AsyncIterable<T>, itemsMax: number): Promise<T[]> {
  const all: T[] = [];
  for await (const one of pages) {
    all.push(one);
    if (all.length === itemsMax) break;
  }
  return all;
}

/** True when every member of `facts` is what the row has already. */
export function isKnown<T extends object>(row: T, facts: Partial<T>): boolean {
  return (Object.keys(facts) as (keyof T)[]).every((name) => row[name] === facts[name]);
}
