import { type BloomFilter, mayContain, parseBloomFilter } from "./bloom-filter.ts";

let loaded: Promise<BloomFilter> | undefined;

async function load(): Promise<BloomFilter> {
  const { default: text } = await import("./common-passwords.txt?raw");
  return parseBloomFilter(text);
}

/** The one spelling in which common passwords are kept and looked for. */
export function commonSpelling(password: string): string {
  return password.normalize("NFKC").toLowerCase();
}

/**
 * True when the password is one of the commonest hundred thousand that are long enough to be typed
 * here, in any case of letters; of all others about one in ten thousand is taken for one.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  loaded ??= load();
  return await mayContain(await loaded, commonSpelling(password));
}
