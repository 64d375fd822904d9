import { invariant } from "./assert.ts";

/** 1 PT = 1,000,000 micro-PT. Every amount of PT in the system is an integer of micro-PT. */
export const MICRO_PER_PT = 1_000_000;

/**
 * The largest amount a single command may move: one billion PT. It keeps every sum that the ledger
 * forms far below `Number.MAX_SAFE_INTEGER`.
 */
export const AMOUNT_MICRO_PT_MAX = 1_000_000_000 * MICRO_PER_PT;

/** Whole or fractional PT (at most six decimals) to micro-PT; anything else is a bug of the caller. */
export function ptToMicro(pt: number): number {
  const micro = Math.round(pt * MICRO_PER_PT);
  invariant(Number.isSafeInteger(micro), `${pt} PT is not representable`);
  invariant(Math.abs(micro - pt * MICRO_PER_PT) < 0.01, `${pt} PT has more than six decimals`);
  return micro;
}

/** Micro-PT to a plain decimal string of PT without trailing zeros: 1500000 → "1.5". */
export function microToPt(micro: number): string {
  invariant(Number.isSafeInteger(micro), `${micro} is not an amount`);
  const sign = micro < 0 ? "-" : "";
  const digits = Math.abs(micro).toString().padStart(7, "0");
  const fraction = digits.slice(-6).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -6)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Rounds micro-PT upward to a whole PT, still in micro-PT: the one rounding of a charge. */
export function ceilToWholePt(micro: number): number {
  return Math.ceil(micro / MICRO_PER_PT) * MICRO_PER_PT;
}
