import { tagsOf } from "./check-dkim.ts";
import type { Resolve } from "./resolve.ts";
import type { DnsCheck, DnsSubject } from "./schema.ts";

/** The two last labels: near enough to the organisation for saying where else a policy may stand. */
function parentOf(domain: string): string | undefined {
  const labels = domain.split(".");
  return labels.length > 2 ? labels.slice(-2).join(".") : undefined;
}

/** DMARC (RFC 7489): one policy, of the domain or of the one above it. */
export async function checkDmarc(resolve: Resolve, domain: string): Promise<DnsCheck> {
  const own = `_dmarc.${domain}`;
  const expected = `v=DMARC1; p=quarantine; rua=mailto:dmarc@${domain}`;
  const check = { subject: "dmarc", optional: false, type: "TXT" } as const;
  const parent = parentOf(domain);
  for (const host of [own, ...(parent === undefined ? [] : [`_dmarc.${parent}`])]) {
    const found = (await resolve(host, "TXT")).filter((text) => /^v=DMARC1/i.test(text));
    const [record] = found;
    if (record === undefined) continue;
    const at = { ...check, host, found };
    if (found.length > 1) return { ...at, state: "wrong", note: "several", expected: record };
    const tags = tagsOf(record);
    const policy = (host === own ? undefined : tags.get("sp")) ?? tags.get("p") ?? "";
    if (!/^(none|quarantine|reject)$/i.test(policy)) {
      return { ...at, state: "wrong", note: "dmarc-malformed", expected };
    }
    const isOpen = policy.toLowerCase() === "none";
    const closed = record.replace(/\bp=none\b/i, "p=quarantine");
    return {
      ...at,
      state: "right",
      note: isOpen ? "dmarc-none" : null,
      expected: isOpen ? closed : record,
    };
  }
  return { ...check, host: own, state: "missing", note: null, found: [], expected };
}

/** Where answers and reports arrive: at Cloudflare's Email Routing, which hands them to us. */
export async function checkMx(resolve: Resolve, domain: string): Promise<DnsCheck> {
  const check = { subject: "mx", optional: true, host: domain, type: "MX" } as const;
  const expected = [1, 2, 3].map((n) => `${n * 10} route${n}.mx.cloudflare.net`).join("\n");
  const found = await resolve(domain, "MX");
  if (found.length === 0) return { ...check, state: "missing", note: null, found, expected };
  const isOurs = found.some((record) => record.endsWith(".mx.cloudflare.net"));
  return isOurs
    ? { ...check, state: "right", note: null, found, expected: found.join("\n") }
    : { ...check, state: "right", note: "mx-elsewhere", found, expected };
}

const extras: {
  subject: DnsSubject;
  label: string;
  starts: RegExp;
  value: (domain: string) => string;
}[] = [
  {
    subject: "mta-sts",
    label: "_mta-sts",
    starts: /^v=STSv1/i,
    value: () => "v=STSv1; id=1",
  },
  {
    subject: "tls-rpt",
    label: "_smtp._tls",
    starts: /^v=TLSRPTv1/i,
    value: (domain) => `v=TLSRPTv1; rua=mailto:tls@${domain}`,
  },
  {
    subject: "bimi",
    label: "default._bimi",
    starts: /^v=BIMI1/i,
    value: (domain) => `v=BIMI1; l=https://${domain}/logo.svg`,
  },
];

/** What is nice to have: RFC 8461, RFC 8460 and BIMI. */
export async function checkExtras(resolve: Resolve, domain: string): Promise<DnsCheck[]> {
  return await Promise.all(
    extras.map(async ({ subject, label, starts, value }): Promise<DnsCheck> => {
      const host = `${label}.${domain}`;
      const found = (await resolve(host, "TXT")).filter((text) => starts.test(text));
      const state = found.length === 0 ? "missing" : found.length === 1 ? "right" : "wrong";
      const note = found.length > 1 ? "several" : null;
      return {
        subject,
        state,
        note,
        optional: true,
        host,
        type: "TXT",
        found,
        expected: value(domain),
      };
    }),
  );
}
