import type { MailTopic } from "#features/preferences/schema";
import { m } from "#messages";

const words: Record<MailTopic, () => string> = {
  account: m.mail_topic_account,
  security: m.mail_topic_security,
  privacy: m.mail_topic_privacy,
  payments: m.mail_topic_payments,
  topups: m.mail_topic_topups,
  statements: m.mail_topic_statements,
  usage: m.mail_topic_usage,
  disputes: m.mail_topic_disputes,
  team: m.mail_topic_team,
  integrations: m.mail_topic_integrations,
  operations: m.mail_topic_operations,
  digest: m.mail_topic_digest,
};

/** What a mail is about, in the reader's words. */
export function topicName(topic: MailTopic): string {
  return words[topic]();
}
