/**
 * A set that may claim to know what it does not, and never forgets what it knows. Positions by double
 * hashing over SHA-256: Kirsch and Mitzenmacher, "Less Hashing, Same Performance" (2006).
 */
export interface BloomFilter {
  bits: Uint8Array;
  hashes: number;
}

async function positions(text: string, size: number, hashes: number): Promise<number[]> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const view = new DataView(digest);
  const [first, second] = [view.getUint32(0), (view.getUint32(4) | 1) >>> 0];
  return Array.from({ length: hashes }, (_one, i) => (first + i * second) % size);
}

/** A filter of these texts in which about `wrong` of all other texts are found too. */
export async function makeBloomFilter(texts: string[], wrong: number): Promise<BloomFilter> {
  const bitsEach = -Math.log(wrong) / Math.LN2 ** 2;
  const bits = new Uint8Array(Math.ceil((texts.length * bitsEach) / 8));
  const hashes = Math.max(1, Math.round(bitsEach * Math.LN2));
  for (const text of texts) {
    for (const at of await positions(text, bits.length * 8, hashes)) {
      bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
    }
  }
  return { bits, hashes };
}

/** False when the text is certainly not in the set. */
export async function mayContain({ bits, hashes }: BloomFilter, text: string): Promise<boolean> {
  const at = await positions(text, bits.length * 8, hashes);
  return at.every((one) => ((bits[one >> 3] ?? 0) & (1 << (one & 7))) !== 0);
}

/** The filter that a text is: how many hashes, a colon, and the bits in base64. */
export function parseBloomFilter(text: string): BloomFilter {
  const colon = text.indexOf(":");
  const bits = Uint8Array.fromBase64(text.slice(colon + 1).trim());
  return { hashes: Number(text.slice(0, colon)), bits };
}
