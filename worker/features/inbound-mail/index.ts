/**
 * Inbound mail: what arrives by Cloudflare's Email Routing or by hand. Every mail is stored once as
 * it came, told apart (message, reply, answer of a machine, bounce, complaint, unsubscribing) and
 * handed on in the background: reports to the mail feature, the rest to whoever subscribed in
 * `worker/inbound-handlers.ts`. Nothing is ever answered from here. See
 * docs/design/mail-transports.md.
 */
export { getInboundFile, getInboundMail, listInboundMails } from "./list-inbound-mails.ts";
export { receiveInboundMail } from "./receive-inbound-mail.ts";
export { routeInboundMail } from "./route-inbound-mail.ts";
