import type { Bucket, Grant } from "./book.ts";

/** Priority (lower first), then earliest expiry (never is last), then creation. */
export function compareBurn(a: Grant, b: Grant): number {
  if (a.priority !== b.priority) return a.priority - b.priority;
  const aExpiry = a.expiresAtMs ?? Infinity;
  const bExpiry = b.expiresAtMs ?? Infinity;
  if (aExpiry !== bExpiry) return aExpiry < bExpiry ? -1 : 1;
  return a.seq - b.seq;
}

/** The sequences of the grants in the order in which they burn. */
export function inBurnOrder(grants: Iterable<Grant>): number[] {
  return [...grants].toSorted(compareBurn).map((grant) => grant.seq);
}

/**
 * Takes an amount from grants that come in burn order. At most `planMaxMicroPt` of it comes from
 * plan grants; the rest passes on to the others. `missingMicroPt` is what they could not cover.
 */
export function burn(
  grants: Iterable<Grant>,
  amountMicroPt: number,
  planMaxMicroPt = Infinity,
): { buckets: Bucket[]; missingMicroPt: number } {
  const buckets: Bucket[] = [];
  let missingMicroPt = amountMicroPt;
  let planLeftMicroPt = planMaxMicroPt;
  for (const grant of grants) {
    if (missingMicroPt === 0) break;
    const isPlan = grant.kind === "plan";
    const limit = isPlan ? Math.min(missingMicroPt, planLeftMicroPt) : missingMicroPt;
    const takenMicroPt = Math.min(grant.availableMicroPt, limit);
    if (takenMicroPt <= 0) continue;
    buckets.push({ grantSeq: grant.seq, amountMicroPt: takenMicroPt });
    missingMicroPt -= takenMicroPt;
    if (isPlan) planLeftMicroPt -= takenMicroPt;
  }
  return { buckets, missingMicroPt };
}

/**
 * Buckets after buckets, in the order in which they were taken: what is given back goes from the
 * end. Neighbours of one grant become one bucket.
 */
export function appendBuckets(first: readonly Bucket[], second: readonly Bucket[]): Bucket[] {
  const joined: Bucket[] = [];
  for (const bucket of [...first, ...second]) {
    const last = joined.at(-1);
    if (last?.grantSeq === bucket.grantSeq) {
      const amountMicroPt = last.amountMicroPt + bucket.amountMicroPt;
      joined[joined.length - 1] = { grantSeq: bucket.grantSeq, amountMicroPt };
    } else joined.push(bucket);
  }
  return joined;
}

/** Splits buckets at an amount, in their order: the first part holds at most that much. */
export function splitBuckets(
  buckets: readonly Bucket[],
  amountMicroPt: number,
): { first: Bucket[]; rest: Bucket[] } {
  const first: Bucket[] = [];
  const rest: Bucket[] = [];
  let leftMicroPt = amountMicroPt;
  for (const bucket of buckets) {
    const takenMicroPt = Math.min(bucket.amountMicroPt, leftMicroPt);
    leftMicroPt -= takenMicroPt;
    if (takenMicroPt > 0) first.push({ ...bucket, amountMicroPt: takenMicroPt });
    const restMicroPt = bucket.amountMicroPt - takenMicroPt;
    if (restMicroPt > 0) rest.push({ ...bucket, amountMicroPt: restMicroPt });
  }
  return { first, rest };
}

export function sumBuckets(buckets: readonly { readonly amountMicroPt: number }[]): number {
  return buckets.reduce((sum, bucket) => sum + bucket.amountMicroPt, 0);
}
