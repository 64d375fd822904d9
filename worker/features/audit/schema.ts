import { z } from "zod";

export { auditActions, type AuditAction } from "#platform/audit-actions";

export const AuditQuery = z.object({
  /** The id of a person, key, visitor or job. */
  actor: z.string().trim().max(80).optional(),
  /** `<noun>.<past tense>`, or a noun alone for everything of it. */
  action: z
    .string()
    .trim()
    .max(80)
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)?$/, "an action like member.removed")
    .optional(),
  target: z.string().trim().max(80).optional(),
  fromAtMs: z.int().nonnegative().optional(),
  toAtMs: z.int().nonnegative().optional(),
  cursor: z.string().max(64).optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type AuditQuery = z.input<typeof AuditQuery>;

export interface AuditView {
  id: string;
  atMs: number;
  /** The id of who acted. */
  actor: string;
  /** The name of the person, key or program that acted; null for others, and for who is gone. */
  actorName: string | null;
  actorAvatarPath: string | null;
  action: string;
  target: string;
  /** The name of the person, key or program that the target is; null for other things. */
  targetName: string | null;
  detail: unknown;
  requestId: string;
  workspaceId: string | null;
  /** Null where it is nobody's, or gone. */
  workspaceName: string | null;
}
