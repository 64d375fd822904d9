import { z } from "zod";
import type { Id, UserId } from "#core/ids";
import {
  allPermissions,
  type Permission,
  type Role,
  rolePermissions,
  WorkspaceName,
  WorkspaceSlug,
} from "#features/workspaces/schema";

/** The most workspaces that a person may own on the Free plan: each brings free PT. */
export const FREE_TEAMS_MAX = 3;
export const PERMISSION_SETS_MAX = 20;
/** How long a deleted workspace can be brought back. */
export const GRACE_DAYS = 14;
/** How long an offered ownership may be accepted. */
export const OFFER_DAYS = 7;

/** What everyone in a workspace may do, because the frame of the pages shows it. */
export const basicPermissions = [
  "workspace.read",
  "members.read",
  "credits.read",
] as const satisfies Permission[];

/** What no permission set may hold: it is the owner's. */
export const ownerPermissions = [
  "workspace.transfer",
  "workspace.delete",
] as const satisfies Permission[];

export const grantablePermissions = allPermissions.filter(
  (permission) => !(ownerPermissions as readonly Permission[]).includes(permission),
);

/** Roles that can be given. The owner's changes hands by a transfer. */
export const givenRoles = ["admin", "member", "billing", "viewer", "custom"] as const;

export const NewTeam = z.object({ name: WorkspaceName, slug: WorkspaceSlug.optional() });
export type NewTeam = z.infer<typeof NewTeam>;

const SetId = z
  .string()
  .max(64)
  .transform((id) => id as Id<"role">);

/** A role, and the permission set that `custom` means. */
export const GivenAccess = z
  .object({ role: z.enum(givenRoles), permissionSetId: SetId.optional() })
  .refine(({ role, permissionSetId }) => (role === "custom") === (permissionSetId !== undefined), {
    path: ["permissionSetId"],
    message: "a permission set goes with the role custom, and only with it",
  });
export type GivenAccess = z.infer<typeof GivenAccess>;

export const MemberPatch = z.object({
  role: z.enum(givenRoles).optional(),
  permissionSetId: SetId.optional(),
  /** Whole PT per period; null takes the cap away. */
  capPt: z.int().min(0).max(1_000_000_000).nullable().optional(),
});
export type MemberPatch = z.input<typeof MemberPatch>;

export const NewPermissionSet = z.object({
  name: z.string().trim().min(1, "give it a name").max(60, "at most 60 characters"),
  permissions: z
    .array(z.enum(allPermissions))
    .max(allPermissions.length)
    .refine(
      (wanted) => !wanted.some((one) => (ownerPermissions as readonly Permission[]).includes(one)),
      "the owner's own permissions cannot be given",
    ),
});
export type NewPermissionSet = z.infer<typeof NewPermissionSet>;

export interface PermissionSetView {
  id: Id<"role">;
  name: string;
  permissions: Permission[];
  members: number;
}

/** A workspace that a person belongs to, for the switcher. */
export interface MyWorkspace {
  id: string;
  slug: string;
  name: string;
  kind: "personal" | "visitor" | "team";
  role: Role;
  current: boolean;
  deleteAtMs: number | null;
}

export interface MemberView {
  userId: UserId;
  name: string;
  email: string;
  /** The path of their picture; null without one. */
  avatarPath: string | null;
  role: Role;
  /** The permission set of a `custom` member. */
  permissionSet: { id: Id<"role">; name: string } | null;
  capPt: number | null;
  /** Spent and held in the running period, in micro-PT; null while the ledger does not answer. */
  usedMicroPt: number | null;
  joinedAtMs: number;
  self: boolean;
}

export interface Seats {
  taken: number;
  seats: number;
  /** How many the plan can have at the most. */
  seatsMax: number;
}

/** What a role allows; of `custom` what its set says. */
export function permissionsOfRole(
  role: Role,
  set: readonly Permission[] | null | undefined,
): Permission[] {
  return role === "custom" ? [...(set ?? [])] : [...rolePermissions[role]];
}
