import type { Topic } from "#features/preferences/schema";
import { m } from "#messages";

/** What each topic is called, and what belongs to it. */
export const topicWords: Record<Topic, { label: () => string; hint: () => string }> = {
  account: { label: m.channels_topic_account, hint: m.channels_topic_account_hint },
  security: { label: m.channels_topic_security, hint: m.channels_topic_security_hint },
  privacy: { label: m.channels_topic_privacy, hint: m.channels_topic_privacy_hint },
  payments: { label: m.channels_topic_payments, hint: m.channels_topic_payments_hint },
  topups: { label: m.channels_topic_topups, hint: m.channels_topic_topups_hint },
  statements: { label: m.channels_topic_statements, hint: m.channels_topic_statements_hint },
  usage: { label: m.channels_topic_usage, hint: m.channels_topic_usage_hint },
  disputes: { label: m.channels_topic_disputes, hint: m.channels_topic_disputes_hint },
  team: { label: m.channels_topic_team, hint: m.channels_topic_team_hint },
  integrations: { label: m.channels_topic_integrations, hint: m.channels_topic_integrations_hint },
  operations: { label: m.channels_topic_operations, hint: m.channels_topic_operations_hint },
};
