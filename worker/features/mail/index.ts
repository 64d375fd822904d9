/**
 * Mail: what the product writes to people. A verb asks for a mail in its own batch (`mailRows`); the
 * row is the intent and its own outbox. It is claimed, its recipient asked for, written once, handed
 * to a transport and never sent twice: where nobody can say whether it was accepted it ends `unknown`.
 * The data of a mail may hold one-use links and is forgotten when it is written, the message when it
 * has left; the local outbox keeps what was sent. See docs/design/mail.md.
 */
export { cancelMail, resendMail, retryMail } from "./act-on-mail.ts";
export { describeMail } from "./describe-mail.ts";
export { activateDkimKeys, createDkimKeys, listDkimKeys } from "./dkim-keys.ts";
export { getMailHealth } from "./get-mail-health.ts";
export { getMail, listMails, mayReadOutbox } from "./list-mails.ts";
export { getMailStory, listQueue } from "./list-queue.ts";
export { liftSuppression, listSuppressions } from "./list-suppressions.ts";
export { previewMail, requireGallery } from "./preview-mail.ts";
export { recordMailEvent } from "./record-mail-event.ts";
export { mailRows, sendMail } from "./send-mail.ts";
export { countDueMails, sweepMails } from "./sweep-mails.ts";
export { getMailChoices, resubscribe, unsubscribe } from "./unsubscribe.ts";
