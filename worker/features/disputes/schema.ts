import { z } from "zod";

export type * from "./evidence.ts";
export type * from "./views.ts";

/** Approvals above this need a second, different operator. */
export const SECOND_APPROVAL_OVER_PT = 5_000;
/** How long after a charge it can be disputed. */
export const DISPUTABLE_DAYS = 60;
/** How long the operator has to answer whenever it is their turn. */
export const OPERATOR_ANSWER_DAYS = 3;
/** How long a question to the user waits before the dispute expires. */
export const USER_ANSWER_DAYS = 14;
/** How many disputes of one workspace may be open at once. */
export const OPEN_MAX = 20;
export const MESSAGES_MAX = 100;
export const ATTACHMENTS_MAX = 5;
export const ATTACHMENT_BYTES_MAX = 5_000_000;
export const COMMENT_LENGTH_MAX = 4_000;

export const disputeReasons = [
  "wrong-answer",
  "no-answer",
  "charged-twice",
  "wrong-price",
  "wrong-estimate",
  "other",
] as const;
export type DisputeReason = (typeof disputeReasons)[number];

export const disputeStates = [
  "open",
  "gathering",
  "in-review",
  "waiting-for-user",
  "second-approval",
  "approved",
  "partly",
  "denied",
  "withdrawn",
  "expired",
] as const;
export type DisputeState = (typeof disputeStates)[number];

export const outcomes = ["approved", "partly", "denied"] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * How PT are given back: `correct` undoes a mistake of ours, so what came from grants that have
 * expired expires again; `refund` upholds a dispute, so it is granted anew for 30 days.
 */
export const effects = ["correct", "refund"] as const;
export type Effect = (typeof effects)[number];

export const attachmentTypes = [
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/gif",
  "application/pdf",
  "text/plain",
] as const;
export type AttachmentType = (typeof attachmentTypes)[number];

export const sides = ["user", "operator", "system"] as const;
export type Side = (typeof sides)[number];

/** What can have happened in a dispute. Notes and proposals are the operators' own. */
export const eventKinds = [
  "opened",
  "evidence",
  "asked",
  "message",
  "note",
  "attached",
  "proposed",
  "sent-back",
  "decided",
  "returned",
  "overdue",
  "withdrawn",
  "expired",
] as const;
export type EventKind = (typeof eventKinds)[number];

const LedgerId = z
  .string()
  .max(64)
  .regex(/^[\w-]+$/, "not an id");
const Words = z.string().trim().max(COMMENT_LENGTH_MAX, `at most ${COMMENT_LENGTH_MAX} characters`);
const SomeWords = Words.min(1, "write a few words");
/** The version that was looked at; the verb refuses when the dispute has changed since. */
const Version = z.int().min(1).optional();

const named = {
  /** A transaction of the charge, usually the charge's own. */
  transactionId: LedgerId.optional(),
  /** Or the message that was charged. */
  messageId: LedgerId.optional(),
};

function isNamedOnce(input: { transactionId?: string; messageId?: string }): boolean {
  return (input.transactionId === undefined) !== (input.messageId === undefined);
}

const namedOnce = { message: "name either a transaction or a message", path: ["transactionId"] };

/** Which charge is meant. */
export const Named = z.object(named).refine(isNamedOnce, namedOnce);
export type Named = z.input<typeof Named>;

export const NewDispute = z
  .object({
    ...named,
    reason: z.enum(disputeReasons),
    comment: Words.default(""),
    /** Lets whoever reviews the dispute read the question and the answer. */
    sharesContent: z.boolean().default(false),
  })
  .refine(isNamedOnce, namedOnce)
  .refine(({ reason, comment }) => reason !== "other" || comment !== "", {
    message: "say what is wrong",
    path: ["comment"],
  });
export type NewDispute = z.input<typeof NewDispute>;

export const NewMessage = z.object({ text: SomeWords });
export type NewMessage = z.input<typeof NewMessage>;

export const NewAttachment = z.object({
  name: z.string().trim().min(1, "give it a name").max(200, "at most 200 characters"),
});
export type NewAttachment = z.infer<typeof NewAttachment> & { bytes: Uint8Array };

export const Decision = z
  .object({
    outcome: z.enum(outcomes),
    /** Of a partial approval: whole PT to give back. */
    amountPt: z.int().min(1, "at least 1 PT").max(1_000_000_000).optional(),
    /** What the user is told. */
    comment: Words.default(""),
    version: Version,
  })
  .refine(({ outcome, amountPt }) => outcome !== "partly" || amountPt !== undefined, {
    message: "say how many PT",
    path: ["amountPt"],
  })
  .refine(({ outcome, comment }) => outcome === "approved" || comment !== "", {
    message: "explain the decision to the user",
    path: ["comment"],
  });
export type Decision = z.input<typeof Decision>;

export const SecondDecision = z
  .object({
    approve: z.boolean(),
    /** Why it goes back to review; other operators read it. */
    comment: Words.default(""),
    version: Version,
  })
  .refine(({ approve, comment }) => approve || comment !== "", {
    message: "say why it goes back",
    path: ["comment"],
  });
export type SecondDecision = z.input<typeof SecondDecision>;

export const Question = z.object({ text: SomeWords, version: Version });
export type Question = z.input<typeof Question>;

export const disputeSorts = ["due", "-created", "created", "-amount"] as const;
export type DisputeSort = (typeof disputeSorts)[number];

export const PageInput = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type PageInput = z.input<typeof PageInput>;

/** What the disputing side narrows its list by. */
export const OwnListInput = PageInput.extend({
  /** One state; `unresolved` are all that are not over. Absent: everything. */
  state: z.enum([...disputeStates, "unresolved"]).optional(),
  /** The dispute of the charge that this transaction made. */
  transactionId: LedgerId.optional(),
});
export type OwnListInput = z.input<typeof OwnListInput>;

/** What an operator narrows the queue by. */
export const QueueInput = PageInput.extend({
  /** One state; `unresolved` are all that are not over. Absent: everything. */
  state: z.enum([...disputeStates, "unresolved"]).optional(),
  overdue: z.boolean().optional(),
  reason: z.enum(disputeReasons).optional(),
  minPt: z.int().min(0).max(1_000_000_000).optional(),
  maxPt: z.int().min(0).max(1_000_000_000).optional(),
  /** A workspace by id or slug. */
  workspace: z.string().max(80).optional(),
  /** Looked for in ids, comments and the workspace's name. */
  text: z.string().trim().max(200).optional(),
  sort: z.enum(disputeSorts).default("due"),
});
export type QueueInput = z.input<typeof QueueInput>;

export const StatisticsInput = z.object({
  /** Disputes opened in the last so many days; absent: all. */
  days: z.int().min(1).max(3_650).optional(),
});
export type StatisticsInput = z.input<typeof StatisticsInput>;
