/** The ranges of disputed PT that the queue can be narrowed to. */
export const amountRanges: Record<
  "small" | "medium" | "large" | "huge" | "second",
  { minPt?: number; maxPt?: number }
> = {
  small: { maxPt: 10 },
  medium: { minPt: 10, maxPt: 100 },
  large: { minPt: 100, maxPt: 1_000 },
  huge: { minPt: 1_000, maxPt: 5_000 },
  second: { minPt: 5_000 },
};

export function isAmountRange(value: unknown): value is keyof typeof amountRanges {
  return typeof value === "string" && Object.hasOwn(amountRanges, value);
}
