import type { Resolve } from "./resolve.ts";
import type { DnsCheck } from "./schema.ts";

/** The tags of a record, as `v=DKIM1; k=rsa; p=…` (RFC 6376, 3.2). */
export function tagsOf(record: string): Map<string, string> {
  return new Map(
    record.split(";").flatMap((part): [string, string][] => {
      const equals = part.indexOf("=");
      if (equals < 1) return [];
      const value = part.slice(equals + 1).replaceAll(/\s+/g, "");
      return [[part.slice(0, equals).trim().toLowerCase(), value]];
    }),
  );
}

/** A key of ours: the record of its selector carries exactly its public half. */
export async function checkOwnKey(
  resolve: Resolve,
  host: string,
  expected: string,
): Promise<DnsCheck> {
  const check = { subject: "dkim", optional: false, host, type: "TXT", expected } as const;
  const found = await resolve(host, "TXT");
  const [record, ...more] = found;
  if (record === undefined) return { ...check, state: "missing", note: null, found };
  if (more.length > 0) return { ...check, state: "wrong", note: "several", found };
  const [wanted, there] = [tagsOf(expected), tagsOf(record)];
  const isSame =
    wanted.get("p") === there.get("p") && wanted.get("k") === (there.get("k") ?? "rsa");
  return isSame
    ? { ...check, state: "right", note: null, found }
    : { ...check, state: "wrong", note: "dkim-differs", found };
}

/** A key of the service: its selector leads to one. What it has to say, only the service knows. */
export async function checkServiceKey(resolve: Resolve, host: string): Promise<DnsCheck> {
  const check = {
    subject: "dkim",
    optional: false,
    host,
    note: "dkim-of-service",
    expected: null,
  } as const;
  const [aliases, texts] = [await resolve(host, "CNAME"), await resolve(host, "TXT")];
  const type = aliases.length > 0 ? "CNAME" : "TXT";
  const found = aliases.length > 0 ? aliases : texts;
  if (found.length === 0) return { ...check, type, state: "missing", found };
  const hasKey = aliases.length > 0 || texts.some((text) => (tagsOf(text).get("p") ?? "") !== "");
  return { ...check, type, state: hasKey ? "right" : "wrong", found };
}
