import type { Settings } from "#platform/settings";

export interface RecordPlan {
  /** Where SPF is asked for, and whom it must name; undefined where only the operator knows. */
  spf: { host: string; include: string | undefined };
  /** True when mails are signed by us before they leave. */
  ownKeys: boolean;
  /** Selectors of the service, as full names. */
  serviceKeys: string[];
}

/** What each transport needs in the DNS of the domain that mails come from. */
export function planRecords(
  domain: string,
  { transport, providers }: Settings["mail"],
): RecordPlan {
  switch (transport) {
    case "outbox":
    case "smtp":
      return { spf: { host: domain, include: undefined }, ownKeys: true, serviceKeys: [] };
    case "ses":
      return { spf: { host: domain, include: "amazonses.com" }, ownKeys: true, serviceKeys: [] };
    case "resend":
      return {
        spf: { host: `send.${domain}`, include: "amazonses.com" },
        ownKeys: false,
        serviceKeys: [`resend._domainkey.${domain}`],
      };
    case "sendgrid":
      return {
        spf: { host: domain, include: "sendgrid.net" },
        ownKeys: false,
        serviceKeys: [`s1._domainkey.${domain}`, `s2._domainkey.${domain}`],
      };
    case "mailgun": {
      const host = providers.mailgun?.domain ?? domain;
      return {
        spf: { host, include: "mailgun.org" },
        ownKeys: false,
        serviceKeys: [`mx._domainkey.${host}`],
      };
    }
    case "cloudflare":
      return {
        spf: { host: `cf-bounce.${domain}`, include: "_spf.mx.cloudflare.net" },
        ownKeys: false,
        serviceKeys: [`cf-bounce._domainkey.${domain}`],
      };
  }
}
