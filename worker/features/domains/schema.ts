import { z } from "zod";
import type { WorkspaceId } from "#core/ids";

/** What happens when someone confirms an address of a proven domain. */
export const joinModes = ["off", "ask", "join"] as const;
export type JoinMode = (typeof joinModes)[number];

export const joinRoles = ["member", "billing", "viewer"] as const;
export type JoinRole = (typeof joinRoles)[number];

export const DOMAINS_MAX = 10;

export const NewDomain = z.object({
  domain: z
    .string()
    .trim()
    .toLowerCase()
    .max(253)
    .regex(
      /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/,
      "a domain like example.com",
    ),
});
export type NewDomain = z.infer<typeof NewDomain>;

export const DomainPatch = z.object({ mode: z.enum(joinModes), role: z.enum(joinRoles) });
export type DomainPatch = z.infer<typeof DomainPatch>;

/** A claimed domain as its workspace sees it. */
export interface DomainView {
  id: string;
  domain: string;
  /** The record that proves it: its name and its text. */
  recordName: string;
  recordText: string;
  mode: JoinMode;
  role: JoinRole;
  verifiedAtMs: number | null;
  checkedAtMs: number | null;
  missingSinceMs: number | null;
}

/** Someone who waits to be let in. */
export interface JoinRequestView {
  userId: string;
  name: string;
  email: string;
  role: JoinRole;
  askedAtMs: number;
}

/** A workspace that is open to the person by the domain of their address. */
export interface JoinOffer {
  workspaceId: WorkspaceId;
  workspaceName: string;
  domain: string;
  mode: "ask" | "join";
  role: JoinRole;
  /** They have asked, and wait for an answer. */
  asked: boolean;
}
