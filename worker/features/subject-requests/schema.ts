import { z } from "zod";
import { Email } from "#features/identity/schema";

/** The rights of Articles 15 to 21 of the GDPR that somebody can use. */
export const requestKinds = ["access", "erase", "rectify", "restrict", "object", "other"] as const;
export type RequestKind = (typeof requestKinds)[number];

/** `unconfirmed`: the address is not proven yet, and no time runs. */
export const requestStates = ["unconfirmed", "open", "done", "refused"] as const;
export type RequestState = (typeof requestStates)[number];

export const NewSubjectRequest = z.object({
  email: Email,
  kind: z.enum(requestKinds),
  message: z.string().trim().max(4_000, "at most 4000 characters").default(""),
});
export type NewSubjectRequest = z.input<typeof NewSubjectRequest>;

export const CloseSubjectRequest = z.object({
  outcome: z.enum(["done", "refused"]),
  answer: z.string().trim().min(1, "say what was done").max(4_000, "at most 4000 characters"),
});
export type CloseSubjectRequest = z.input<typeof CloseSubjectRequest>;

export const ExtendSubjectRequest = z.object({
  reason: z.string().trim().min(1, "give the reason").max(1_000, "at most 1000 characters"),
});
export type ExtendSubjectRequest = z.input<typeof ExtendSubjectRequest>;

/** A request as the operator sees it. */
export interface SubjectRequestView {
  id: string;
  email: string;
  kind: RequestKind;
  message: string;
  state: RequestState;
  answer: string;
  extensionReason: string | null;
  createdAtMs: number;
  dueAtMs: number | null;
  extendedAtMs: number | null;
  closedAtMs: number | null;
  overdue: boolean;
}
