import { createHash } from "node:crypto";
import type { AccountId, MessageId, TurnId } from "#core/ids";
import type { CommandOf } from "#objects/ledger";
import type { Usage } from "#platform/ai/provider";
import type { StartTurn, TurnBasis } from "./commands.ts";
import type { AttachmentRef, FailureDocument, TurnOutcome } from "./documents.ts";
import type { StreamLogDocument } from "./stream-log.ts";

/**
 * `starting`: written, the hold's fate is open. `calling`: held, a provider was or is being called.
 * `closing`: how it ends is decided and written, the ledger has to be told. `abandoned`: nothing of
 * it may stay, but the ledger may still hold PT for it. `ended`: over.
 */
export type TurnPhase = "starting" | "calling" | "closing" | "abandoned" | "ended";

/** The message that a turn adds before its answer. */
export interface PlannedQuestion {
  id: MessageId;
  parentId: MessageId | null;
  /** Null once it lies among the messages. */
  text: string | null;
  attachments: AttachmentRef[];
}

/** What a turn does; fixed when it is asked for. */
export interface TurnPlan {
  accountId: AccountId;
  basis: TurnBasis;
  holdCommand: CommandOf<"hold">;
  /** Estimated input, for booking a call whose own count was lost. */
  inputTokens: number;
  /** Null for a new answer to an old question, and for a stateless turn. */
  question: PlannedQuestion | null;
  /** Null for a stateless turn, whose messages are not kept. */
  answer: { id: MessageId; parentId: MessageId } | null;
}

/** What the ledger will be told, decided once and repeated with the same key until it is known. */
export type TurnClosing = {
  state: TurnOutcome["state"];
  finishReason: TurnOutcome["finishReason"];
  failure: FailureDocument | null;
  usage: Usage | null;
  /** Absent in closings that were written before logs were kept. */
  log?: StreamLogDocument;
} & (
  | { act: "settle"; chargeMicroPt: number; estimated: boolean }
  | { act: "release"; reason: string; platformMicroPt: number }
);

export interface TurnHold {
  holdId: string;
  heldMicroPt: number;
}

export interface Turn {
  id: TurnId;
  clientId: string | null;
  fingerprint: string;
  phase: TurnPhase;
  /** The provider call that is running or ran last, from 1; 0 before the first. */
  attempt: number;
  stopRequested: boolean;
  plan: TurnPlan;
  hold: TurnHold | null;
  closing: TurnClosing | null;
  outcome: TurnOutcome | null;
  createdAtMs: number;
  endedAtMs: number | null;
  endedSeq: number | null;
}

/**
 * A digest of what the client asked for: the same client id with another one is refused. What the
 * server adds (prices, indexes, limits, a conversation's settings) may differ between two tries of
 * one send; the settings of a stateless turn come with the request and are part of it.
 */
export function fingerprintOf({ accountId, ask, basis }: StartTurn): string {
  const settings = ask.type === "stateless" ? [basis.settings] : [];
  const asked = JSON.stringify([accountId, basis.model.id, ask, ...settings]);
  return createHash("sha256").update(asked).digest("base64url");
}
