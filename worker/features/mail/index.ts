/**
 * Mail: what the product writes to people. A verb asks for a mail in its own batch (`mailRows`), a
 * job writes and delivers it. A key is an intent, and an intent is sent once. The data of a mail may
 * hold one-use links and is forgotten when it is written. The local outbox keeps what was sent.
 */
export { getMail, listMails, mayReadOutbox } from "./list-mails.ts";
export { recordMailEvent } from "./record-mail-event.ts";
export { activateDkimKeys, createDkimKeys, listDkimKeys } from "./dkim-keys.ts";
export { mailRows, sendMail } from "./send-mail.ts";
export { countDueMails, sweepMails } from "./sweep-mails.ts";
