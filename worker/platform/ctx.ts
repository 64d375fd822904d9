import type { AccountId, ApiKeyId, Id, ProgramId, UserId, VisitorId, WorkspaceId } from "#core/ids";
import type { Permission, Role } from "#core/permissions";
import type { Clock } from "#core/time";
import type { Client } from "./client.ts";
import type { Db } from "./db.ts";
import type { Log } from "./log.ts";
import type { WorkMessage } from "./queue.ts";
import type { Settings } from "./settings.ts";

export type Plan = "visitor" | "free" | "entry" | "pro" | "business";
export type { Role } from "#core/permissions";
export type Scope = "chat" | "read" | "write" | "billing";

/** Who is acting. Every verb authorises against it. */
export type Actor =
  | { kind: "anonymous"; ipHash: string }
  | { kind: "visitor"; visitorId: VisitorId; ipHash: string }
  | {
      kind: "user";
      userId: UserId;
      email: string;
      name: string;
      operator: boolean;
      sessionId: Id<"sess">;
      /** When the person last proved who they are in this session. */
      authenticatedAtMs: number;
      /** The path of their picture; null without one, absent where it was not read. */
      avatarPath?: string | null | undefined;
      /** When their account will be erased; absent is never. */
      erasedAtMs?: number | undefined;
      /** The versions of the documents that they accepted, each as `kind version`. */
      accepted?: readonly string[] | undefined;
      /** The workspace that they stand at, which lets them in by its company's sign-on alone. */
      awaitsSignOn?: WorkspaceId | undefined;
    }
  | {
      /** A program: by an API key, or by an access token of one that a person let in. */
      kind: "api-key";
      keyId: ApiKeyId | ProgramId;
      userId: UserId;
      operator: boolean;
      scopes: Scope[];
      models: string[] | undefined;
      budgetMicroPt: number | undefined;
    }
  | { kind: "job"; name: string };

/** The tenant of this request: its data, its plan and its account of PT. */
export interface WorkspaceRef {
  id: WorkspaceId;
  accountId: AccountId;
  /** Absent where it was not read. */
  name?: string | undefined;
  /** When it will be purged; null is never. */
  deleteAtMs?: number | null | undefined;
  plan: Plan;
  /** The version of the plan that it is on; null is the first, absent the one on offer. */
  planVersionId?: Id<"plan"> | null | undefined;
  role: Role;
  /** What the actor may do here, where it is not what the role says: a permission set. */
  permissions?: readonly Permission[] | undefined;
  /** The actor's own share of the account per period; absent is no cap. */
  memberCapMicroPt?: number | undefined;
  /** Agreed that core models may answer in place of advanced ones. */
  allowsCheaperModels?: boolean | undefined;
  /** What the whole workspace may spend per period; absent is no cap. */
  spendCapMicroPt?: number | undefined;
}

/** Built once per request, message or tick, and handed to every verb. */
export interface Ctx {
  requestId: string;
  origin: string;
  locale: string;
  actor: Actor;
  workspace: WorkspaceRef | undefined;
  client: Client;
  clock: Clock;
  log: Log;
  db: Db;
  bucket: R2Bucket;
  queue: Queue<WorkMessage>;
  settings: Settings;
  /** Bindings for the typed getters of `#objects/*`, which take what they need of it. */
  env: Env;
  /** Outbox rows written under this ctx and not yet sent. */
  outboxIds: string[];
  /** Lets work that may be lost go on after the answer; what must happen goes into the outbox. */
  defer(work: Promise<unknown>): void;
}

/** How the actor is named in audit rows and logs. */
export function actorLabel(actor: Actor): string {
  switch (actor.kind) {
    case "anonymous":
      return "anonymous";
    case "visitor":
      return actor.visitorId;
    case "user":
      return actor.userId;
    case "api-key":
      return actor.keyId;
    case "job":
      return `job:${actor.name}`;
  }
}
