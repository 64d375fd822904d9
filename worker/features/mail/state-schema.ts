import { z } from "zod";
import type { MailTopic } from "#features/preferences/schema";
import { mailTransportNames } from "#platform/mail/transport";

/**
 * `waiting` until its turn, `sending` while someone has claimed it. `unknown`: it may have been
 * accepted, nobody can say, and it is not sent again by itself. `suppressed`: its recipient cannot or
 * does not want to get it.
 */
export const mailStates = [
  "waiting",
  "sending",
  "sent",
  "refused",
  "suppressed",
  "unknown",
  "cancelled",
] as const;
export type MailState = (typeof mailStates)[number];

/** What became of one try, as it is kept. */
export type MailTryOutcome = "sent" | "later" | "refused" | "unknown";

/** What providers, receiving servers and people tell about a mail after it has left. */
export const mailEventKinds = [
  "delivered",
  "deferred",
  "hard-bounce",
  "soft-bounce",
  "complaint",
  "unsubscribe",
] as const;
export type MailEventKind = (typeof mailEventKinds)[number];

export const MailEvent = z.object({
  transport: z.enum(mailTransportNames),
  /** The teller's own id of the event: the same one again changes nothing. */
  eventId: z.string().min(1).max(300),
  mailId: z.string().max(64).optional(),
  providerId: z.string().max(300).optional(),
  address: z.string().trim().toLowerCase().min(3).max(320),
  kind: z.enum(mailEventKinds),
  atMs: z.int().nonnegative(),
  /** In the teller's words, cut short. */
  detail: z.string().transform((text) => text.slice(0, 500)),
});
export type MailEvent = z.input<typeof MailEvent>;

/**
 * Why an address gets no mail: `hard-bounce` no mail at all, for good; `soft-bounces` none for 30
 * days; `complaint` nothing that is not essential; `unsubscribe` nothing of a topic, or nothing that
 * is not essential.
 */
export const suppressionReasons = [
  "hard-bounce",
  "soft-bounces",
  "complaint",
  "unsubscribe",
] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** Why a mail is not even tried: what suppresses its address, or what its person has chosen. */
export type UntriedReason = SuppressionReason | "not wanted";

/** What a suppression holds back. */
export type SuppressionScope = "all" | "non-essential" | MailTopic;
