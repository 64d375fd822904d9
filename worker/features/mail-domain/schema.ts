import type { DkimKeyView } from "#features/mail/schema";
import type { MailTransportName } from "#platform/mail/transport";

export type DnsSubject = "spf" | "dkim" | "dmarc" | "mx" | "mta-sts" | "tls-rpt" | "bimi";

/** `right`, or what is the matter; `unreachable` when nobody could be asked just now. */
export type DnsState = "right" | "missing" | "wrong" | "unreachable";

/** What is the matter, or what could be better, in one word. */
export type DnsNote =
  | "dkim-differs"
  | "dkim-no-key"
  | "dkim-of-service"
  | "dmarc-malformed"
  | "dmarc-none"
  | "mx-elsewhere"
  | "several"
  | "spf-allows-all"
  | "spf-lookups"
  | "spf-no-include"
  | "spf-unknown-sender";

/** One record that mail depends on: what there is, and what there should be. */
export interface DnsCheck {
  subject: DnsSubject;
  state: DnsState;
  note: DnsNote | null;
  /** Nice to have: its absence is nothing wrong. */
  optional: boolean;
  host: string;
  type: "TXT" | "MX" | "CNAME";
  found: string[];
  /** What to put there, to copy; null where only the service's own pages say it. */
  expected: string | null;
}

export interface MailDomainCheck {
  domain: string;
  transport: MailTransportName;
  atMs: number;
  checks: DnsCheck[];
}

export interface MailDomainView {
  /** Where mails come from; null while that is a name of this machine only. */
  domain: string | null;
  transport: MailTransportName;
  keys: DkimKeyView[];
  last: MailDomainCheck | null;
  /** Earlier checks, the latest first, without their records. */
  history: { atMs: number; right: number; wrong: number }[];
}
