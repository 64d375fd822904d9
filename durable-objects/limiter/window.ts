/** At most `limit` units of cost in any interval of `windowMs`. */
export interface LimitRule {
  /** Names the counter within its subject. */
  name: string;
  limit: number;
  windowMs: number;
}

/** Cost admitted within a short stretch of time; it leaves the window with its last moment. */
interface Slice {
  firstAtMs: number;
  lastAtMs: number;
  cost: number;
}

/** What a counter remembers, oldest slice first. */
export interface Window {
  windowMs: number;
  slices: Slice[];
}

export interface WindowCheck {
  fits: boolean;
  remaining: number;
  /** When the window is empty again if nothing more comes. */
  resetAtMs: number;
  /** When the cost would fit; now when it fits already. */
  fitsAtMs: number;
}

const SLICES_PER_WINDOW = 60;

export function emptyWindow(windowMs: number): Window {
  return { windowMs, slices: [] };
}

/** The window without what has left it by `nowMs`. */
export function pruneWindow(window: Window, nowMs: number): Window {
  const slices = window.slices.filter((slice) => slice.lastAtMs + window.windowMs > nowMs);
  return slices.length === window.slices.length ? window : { ...window, slices };
}

/** Whether `cost` more fits into the rule at `nowMs`. Pure; expects a pruned window. */
export function checkWindow(
  window: Window,
  rule: LimitRule,
  cost: number,
  nowMs: number,
): WindowCheck {
  const used = window.slices.reduce((sum, slice) => sum + slice.cost, 0);
  const last = window.slices.at(-1);
  const resetAtMs = last === undefined ? nowMs : last.lastAtMs + rule.windowMs;
  const fits = used + cost <= rule.limit;
  let fitsAtMs = nowMs;
  let excess = used + cost - rule.limit;
  for (const slice of window.slices) {
    if (excess <= 0) break;
    excess -= slice.cost;
    fitsAtMs = slice.lastAtMs + rule.windowMs;
  }
  if (excess > 0) fitsAtMs = nowMs + rule.windowMs;
  return { fits, remaining: Math.max(0, rule.limit - used), resetAtMs, fitsAtMs };
}

/** The window after `cost` was admitted at `nowMs`. */
export function addToWindow(window: Window, cost: number, nowMs: number): Window {
  const sliceMs = window.windowMs / SLICES_PER_WINDOW;
  const last = window.slices.at(-1);
  if (last === undefined || nowMs - last.firstAtMs >= sliceMs || nowMs < last.firstAtMs) {
    const slice = { firstAtMs: nowMs, lastAtMs: nowMs, cost };
    return { ...window, slices: [...window.slices, slice] };
  }
  const merged = { ...last, lastAtMs: nowMs, cost: last.cost + cost };
  return { ...window, slices: [...window.slices.slice(0, -1), merged] };
}
