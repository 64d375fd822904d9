import { z } from "zod";
import { type GivenAccess, givenRoles } from "#features/members/schema";
import type { Role } from "#platform/ctx";

export const INVITATIONS_MAX = 200;

export const NewInvitation = z
  .object({
    /** Whom it is mailed to; absent is a link for whoever has it. */
    email: z.email("an e-mail address").trim().toLowerCase().max(254).optional(),
    role: z.enum(givenRoles),
    permissionSetId: z.string().max(64).optional(),
    expiresInDays: z.int().min(1).max(30).default(7),
    /** How many may come in by it; a mailed one is for one. Null is as many as there are seats. */
    usesMax: z.int().min(1).max(1_000).nullable().default(1),
  })
  .transform(({ role, permissionSetId, ...rest }) => ({
    ...rest,
    usesMax: rest.email === undefined ? rest.usesMax : 1,
    access: { role, permissionSetId } as z.input<typeof GivenAccess>,
  }));
export type NewInvitation = z.input<typeof NewInvitation>;

export const invitationStates = [
  "pending",
  "accepted",
  "used-up",
  "expired",
  "revoked",
  "declined",
] as const;
export type InvitationState = (typeof invitationStates)[number];

/** Whether who holds it may ask to be let in: it is open, or over without anybody having said no. */
export function isAskable(state: InvitationState): boolean {
  return state === "pending" || state === "expired" || state === "used-up";
}

/** An invitation as those see it who may invite. */
export interface InvitationView {
  id: string;
  email: string | null;
  role: Role;
  permissionSetName: string | null;
  state: InvitationState;
  uses: number;
  usesMax: number | null;
  invitedBy: string;
  createdAtMs: number;
  expiresAtMs: number;
}

/** An invitation as whoever holds its token sees it. */
export interface HeldInvitation {
  workspaceName: string;
  inviterName: string;
  role: Role;
  permissionSetName: string | null;
  /** The address it was mailed to; null is a link. */
  email: string | null;
  state: InvitationState;
  expiresAtMs: number;
}
