/**
 * Mail domain: whether the DNS of the domain that mails come from lets receivers trust them: SPF, DKIM,
 * DMARC, and what is nice to have. It only asks, and says exactly what to change. See
 * docs/design/mail-transports.md.
 */
export { checkMailDomain, getMailDomain } from "./check-mail-domain.ts";
