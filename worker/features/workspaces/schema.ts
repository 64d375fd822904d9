import { z } from "zod";
import type { Id } from "#core/ids";

export const workspaceKinds = ["personal", "visitor", "team"] as const;
export type WorkspaceKind = (typeof workspaceKinds)[number];

export {
  allPermissions,
  type Permission,
  permissions,
  type Role,
  rolePermissions,
  roles,
} from "#core/permissions";

export const WorkspaceName = z
  .string()
  .trim()
  .min(1, "give it a name")
  .max(80, "at most 80 characters");

export const WorkspaceSlug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,62}$/, "2 to 63 lower-case letters, digits and hyphens");

export const RenameWorkspace = z.object({
  name: WorkspaceName,
  /** Its name in addresses; absent stays as it is. */
  slug: WorkspaceSlug.optional(),
});
export type RenameWorkspace = z.infer<typeof RenameWorkspace>;

export const NewWorkspace = z.object({
  name: WorkspaceName,
  slug: WorkspaceSlug.optional(),
  kind: z.enum(workspaceKinds).default("team"),
  plan: z.enum(["visitor", "free", "entry", "pro", "business"]).default("free"),
});
export type NewWorkspace = z.input<typeof NewWorkspace>;

/** What a workspace may spend, and when its people are told. Amounts are micro-PT. */
export interface SpendLimitSettings {
  /** The most that may be spent in a period; null is no cap. */
  capMicroPt: number | null;
  /** Told when this much of the period's plan PT is used, in percent. */
  alertPercents: number[];
  /** Told when less than this is left; null is never. */
  lowMicroPt: number | null;
}

/** Choices of a workspace that its members make; nothing is required. */
export interface WorkspaceSettings {
  spendLimits?: SpendLimitSettings;
  /** Core models may answer in place of advanced ones when the plan does not pay for itself. */
  allowsCheaperModels?: boolean;
}

/** A workspace as its members see it. */
export interface WorkspaceView {
  id: string;
  slug: string;
  name: string;
  kind: WorkspaceKind;
  plan: "visitor" | "free" | "entry" | "pro" | "business";
  /** The version of the plan that it is on; null is the first. */
  planVersionId: Id<"plan"> | null;
  accountId: string;
  createdAtMs: number;
  /** When it will be purged, unless it is restored before. */
  deleteAtMs: number | null;
  /** The member who may accept the ownership. */
  transferToUserId: string | null;
}
