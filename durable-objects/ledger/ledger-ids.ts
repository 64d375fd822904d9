import type { IdPrefix } from "#core/ids";
import type { HashText } from "./chart.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SEQ_LENGTH = 6;

/** The most transactions, grants or entries one account can name: 32^6. */
export const SEQ_MAX = 32 ** SEQ_LENGTH - 1;

function encode(value: number, length: number): string {
  let text = "";
  for (let rest = value, i = 0; i < length; i++, rest = Math.floor(rest / 32)) {
    text = ALPHABET.charAt(rest % 32) + text;
  }
  return text;
}

/** Fifty bits that tell accounts apart in ids that are otherwise made of time and sequence. */
export function fingerprintOf(hash: HashText, accountId: string): string {
  const digest = hash(accountId);
  let text = "";
  for (let i = 0; i < 10; i++) text += ALPHABET.charAt(digest.charCodeAt(i) % 32);
  return text;
}

/**
 * An id in the shape of every other id of the product, but made of ledger time, account and
 * sequence instead of chance: the pure core stays deterministic, and a row is found by its primary
 * key without an index over text.
 */
export function ledgerId<P extends IdPrefix>(
  prefix: P,
  fingerprint: string,
  atMs: number,
  seq: number,
): `${P}_${string}` {
  return `${prefix}_${encode(atMs, 10)}${fingerprint}${encode(seq, SEQ_LENGTH)}`;
}

/** The sequence inside a ledger id, or undefined; whoever finds the row compares the whole id. */
export function findSeq(id: string): number | undefined {
  const text = id.slice(-SEQ_LENGTH);
  if (text.length < SEQ_LENGTH) return undefined;
  let seq = 0;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return undefined;
    seq = seq * 32 + digit;
  }
  return seq;
}
