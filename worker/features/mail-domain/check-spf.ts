import type { Resolve } from "./resolve.ts";
import type { DnsCheck } from "./schema.ts";

/** RFC 7208, 4.6.4: more lookups than these are an error for whoever receives. */
const LOOKUPS_MAX = 10;
const counted = /^[+?~-]?(include:|a(?:[:/]|$)|mx(?:[:/]|$)|ptr(?:[:/]|$)|exists:)/i;

const isSpf = (text: string) => /^v=spf1(\s|$)/i.test(text);

/** How many lookups a record costs, with those of all it includes; stops once there are too many. */
export async function countLookups(
  resolve: Resolve,
  record: string,
  seen = new Set<string>(),
): Promise<number> {
  let lookups = 0;
  for (const term of record.trim().split(/\s+/).slice(1)) {
    const redirect = /^redirect=(.+)$/i.exec(term)?.[1];
    if (redirect === undefined && !counted.test(term)) continue;
    lookups += 1;
    const target = redirect ?? /^[+?~-]?include:(.+)$/i.exec(term)?.[1];
    if (target !== undefined && !target.includes("%") && !seen.has(target)) {
      seen.add(target);
      const included = (await resolve(target.toLowerCase(), "TXT")).find(isSpf);
      if (included !== undefined) lookups += await countLookups(resolve, included, seen);
    }
    if (lookups > LOOKUPS_MAX) return lookups;
  }
  return lookups;
}

/** The record with the include put before its end. */
function withInclude(record: string | undefined, include: string): string {
  if (record === undefined) return `v=spf1 include:${include} ~all`;
  const terms = record.trim().split(/\s+/);
  const end = terms.findIndex((term) => /^([+?~-]?all|redirect=.*)$/i.test(term));
  terms.splice(end === -1 ? terms.length : end, 0, `include:${include}`);
  return end === -1 ? [...terms, "~all"].join(" ") : terms.join(" ");
}

/**
 * SPF (RFC 7208): exactly one record, which lets the service send and nobody else, within ten
 * lookups. `include` is undefined where only the operator knows who sends.
 */
export async function checkSpf(
  resolve: Resolve,
  host: string,
  include: string | undefined,
): Promise<DnsCheck> {
  const check = { subject: "spf", optional: false, host, type: "TXT" } as const;
  const found = (await resolve(host, "TXT")).filter(isSpf);
  const [record] = found;
  const expected = include === undefined ? null : withInclude(record, include);
  if (record === undefined) return { ...check, state: "missing", note: null, found, expected };
  if (found.length > 1) return { ...check, state: "wrong", note: "several", found, expected };
  const terms = record.toLowerCase().split(/\s+/);
  if (terms.includes("all") || terms.includes("+all")) {
    const closed = (expected ?? record).replace(/\s\+?all$/i, " ~all");
    return { ...check, state: "wrong", note: "spf-allows-all", found, expected: closed };
  }
  if (include !== undefined && !terms.some((term) => term.endsWith(`include:${include}`))) {
    return { ...check, state: "wrong", note: "spf-no-include", found, expected };
  }
  if ((await countLookups(resolve, record)) > LOOKUPS_MAX) {
    return { ...check, state: "wrong", note: "spf-lookups", found, expected: null };
  }
  const note = include === undefined ? "spf-unknown-sender" : null;
  return { ...check, state: "right", note, found, expected: record };
}
