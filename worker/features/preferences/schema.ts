import { z } from "zod";

/** What people can be told about, in the order in which pages list it. */
export const topics = [
  "account",
  "security",
  "privacy",
  "payments",
  "topups",
  "statements",
  "usage",
  "disputes",
  "team",
  "integrations",
  "operations",
] as const;
export type Topic = (typeof topics)[number];

/** What a mail may be about: a topic, or the digest of all of them. */
export const mailTopics = [...topics, "digest"] as const;
export type MailTopic = (typeof mailTopics)[number];

/** How one person is reached. A workspace's own channels are chosen by its admins. */
export const personalChannels = ["app", "mail", "push"] as const;
export type PersonalChannel = (typeof personalChannels)[number];

interface TopicFacts {
  /** Channels it can go to at all, and whether it does when nothing was chosen. */
  defaults: Partial<Record<PersonalChannel, boolean>>;
  /** Its mails are part of the contract, or protect the account: they cannot be switched off. */
  essential: boolean;
  /** Only those who run the deployment are told. */
  forOperators?: boolean;
}

export const topicFacts: Record<Topic, TopicFacts> = {
  account: { defaults: { mail: true }, essential: true },
  security: { defaults: { app: true, mail: true, push: true }, essential: true },
  privacy: { defaults: { app: true, mail: true, push: false }, essential: true },
  payments: { defaults: { app: true, mail: true, push: false }, essential: true },
  topups: { defaults: { app: true, mail: true, push: false }, essential: false },
  statements: { defaults: { app: true, mail: true, push: false }, essential: false },
  usage: { defaults: { app: true, mail: true, push: true }, essential: false },
  disputes: { defaults: { app: true, mail: true, push: true }, essential: false },
  team: { defaults: { app: true, mail: true, push: false }, essential: false },
  integrations: { defaults: { app: true, mail: true, push: false }, essential: false },
  operations: {
    defaults: { app: true, mail: true, push: false },
    essential: false,
    forOperators: true,
  },
};

export const digests = ["off", "daily", "weekly"] as const;
export type Digest = (typeof digests)[number];

/** A topic's channels; one that it cannot go to is absent. */
export type TopicChoice = Partial<Record<PersonalChannel, boolean>>;

/** Whether a choice of this channel for this topic is the person's to make. */
export function isChoosable(topic: Topic, channel: PersonalChannel): boolean {
  const { defaults, essential } = topicFacts[topic];
  return channel in defaults && !(essential && channel === "mail");
}

const ClockTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "a time such as 22:00")
  .meta({ example: "22:00" });

const Choice = z.object({ app: z.boolean(), mail: z.boolean(), push: z.boolean() }).partial();

/** When nothing that can wait is sent; the end may lie on the next day. */
export const QuietHours = z.object({ from: ClockTime, until: ClockTime });
export type QuietHours = z.infer<typeof QuietHours>;

export const PreferencesPatch = z
  .object({
    topics: z.partialRecord(z.enum(topics), Choice),
    quietHours: QuietHours.nullable(),
    digest: z.enum(digests),
  })
  .partial();
export type PreferencesPatch = z.input<typeof PreferencesPatch>;

/** What a person has chosen, with our choice where they made none. */
export interface Preferences {
  topics: Record<Topic, TopicChoice>;
  quietHours: QuietHours | null;
  digest: Digest;
}
