import type { Side } from "./chart.ts";

/** A move of PT on one side; `grantSeq` null on `available` is debt. */
export interface Line {
  side: Side;
  amountMicroPt: number;
  grantSeq?: number | null;
}

interface Part {
  readonly grantSeq: number | null;
  readonly amountMicroPt: number;
}

/** Lines that add the buckets to a side. */
export function give(side: "available" | "held", buckets: readonly Part[]): Line[] {
  return buckets.map(({ grantSeq, amountMicroPt }) => ({ side, amountMicroPt, grantSeq }));
}

/** Lines that take the buckets from a side. */
export function take(side: "available" | "held", buckets: readonly Part[]): Line[] {
  return buckets.map(({ grantSeq, amountMicroPt }) => ({
    side,
    amountMicroPt: -amountMicroPt,
    grantSeq,
  }));
}
