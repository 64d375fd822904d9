import type {
  AccountId,
  ConversationId,
  DocumentId,
  Id,
  TurnId,
  UserId,
  VisitorId,
  WorkspaceId,
} from "#core/ids";
import type { Plan } from "./ctx.ts";
import type { BalanceDocument } from "#objects/ledger";
import { withFaults } from "./faults.ts";
import type { MailTransportName } from "./mail/transport.ts";

/** What a mail service told, as the mail feature records it. */
export interface MailWebhookEvent {
  transport: MailTransportName;
  eventId: string;
  mailId?: string | undefined;
  providerId?: string | undefined;
  address: string;
  kind: "delivered" | "deferred" | "hard-bounce" | "soft-bounce" | "complaint" | "unsubscribe";
  atMs: number;
  detail: string;
}

/** Everything that travels through the work queue, by type. Payloads are small JSON: ids and facts. */
export interface WorkMessages {
  "credits.entries-appended": { accountId: AccountId; balance: BalanceDocument };
  "credits.notice": { accountId: AccountId; notice: string; detail: Record<string, unknown> };
  "chat.conversation-deleted": { conversationId: ConversationId; documentIds: DocumentId[] };
  "chat.document-deleted": { documentId: DocumentId };
  "chat.turn-ended": { conversationId: ConversationId; turnId: TurnId };
  "domains.address-confirmed": { userId: UserId };
  "identity.user-registered": {
    userId: UserId;
    workspaceId: WorkspaceId;
    accountId: AccountId;
    plan: Plan;
  };
  "identity.visitor-adopted": {
    visitorId: VisitorId;
    fromWorkspaceId: WorkspaceId;
    fromAccountId: AccountId;
    toWorkspaceId: WorkspaceId;
    toAccountId: AccountId;
  };
  "inbound-mail.received": { inboundId: Id<"inb"> };
  "mail.requested": { mailId: string };
  "mail.due": Record<string, never>;
  "mail-webhooks.received": { events: MailWebhookEvent[] };
  "billing.invoice-made": { invoiceId: string };
  "billing.plan-ended": { accountId: AccountId; key: string };
  "payments.topup-requested": { topupId: Id<"top"> };
  "stripe-events.received": { eventIds: string[] };
  "webhooks.message-published": { messageId: Id<"whm"> };
  "webhooks.delivery-due": { deliveryId: Id<"whd"> };
  "disputes.evidence-requested": { disputeId: Id<"dsp"> };
  "disputes.decided": { disputeId: Id<"dsp"> };
  "notices.recorded": { noticeId: Id<"ntc"> };
  "notices.resolved": { workspaceId: WorkspaceId; kind: string };
  "channels.delivery-due": { deliveryId: Id<"ndl"> };
  "deletions.continue": { userId: UserId };
  "exports.continue": { exportId: Id<"pex"> };
  "operations.run-requested": { name: string; runId: string };
}

export type WorkMessageType = keyof WorkMessages;

export type WorkMessage = {
  [T in WorkMessageType]: { id: string; type: T; payload: WorkMessages[T] };
}[WorkMessageType];

/** Messages sent but not yet consumed, as this isolate has seen them. The test bench drains on it. */
export const inFlight = { count: 0 };

/** Puts messages on the work queue. Delivery is at least once, in no particular order. */
export async function sendWork(queue: Queue<WorkMessage>, messages: WorkMessage[]): Promise<void> {
  const SEND_MAX = 100;
  for (let from = 0; from < messages.length; from += SEND_MAX) {
    const part = messages.slice(from, from + SEND_MAX);
    await withFaults("queue", () => queue.sendBatch(part.map((body) => ({ body }))));
    inFlight.count += part.length;
  }
}

/**
 * Puts one message on the work queue, to be delivered after `delaySeconds` (at most 12 hours). Only
 * for what a row somewhere asks for as well: the local queue forgets it at a stop.
 */
export async function sendWorkLater(
  queue: Queue<WorkMessage>,
  message: WorkMessage,
  delaySeconds: number,
): Promise<void> {
  await withFaults("queue", () => queue.send(message, { delaySeconds }));
}
