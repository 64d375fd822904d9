import type { UserId } from "#core/ids";
import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import { findUserById, listOperators } from "#features/identity";
import { mailRows } from "#features/mail";
import type { DisputeAlert, DisputeStep } from "#features/mail/schema";
import { noticeRows } from "#features/notices";
import { webhookRows } from "#features/webhooks";
import { findMembership, listBillingContacts } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import type { DisputeRow } from "./access.ts";

interface Recipient {
  userId: UserId;
  name: string;
  email: string;
  locale: string;
}

/** Who opened the dispute; when they have left the workspace, those who answer for its money. */
async function listRecipients(ctx: Ctx, row: DisputeRow): Promise<Recipient[]> {
  const [user, membership] = await Promise.all([
    findUserById(ctx, row.openedBy),
    findMembership(ctx, row.workspaceId, row.openedBy),
  ]);
  if (user !== undefined && membership !== undefined) return [user];
  return await listBillingContacts(ctx, row.workspaceId);
}

export interface News {
  step: DisputeStep;
  /** Of the charge, or of what was given back. */
  amountMicroPt: number;
  /** What a person wrote, shown as theirs; empty when nobody did. */
  message?: string;
}

/** An occasion is told once; `row` is the dispute as the batch leaves it. */
function keyOf({ id, version }: Pick<DisputeRow, "id" | "version">, step: DisputeStep): string {
  return `${id}:${version}:${step}`;
}

/** The rows that tell the disputing side by mail and in the product, for the verb's own batch. */
export async function tellUser(
  ctx: Ctx,
  row: DisputeRow,
  { step, amountMicroPt, message = "" }: News,
): Promise<Statement[]> {
  const amountPt = microToPt(amountMicroPt);
  const recipients = await listRecipients(ctx, row);
  const { id, workspaceId } = row;
  const key = keyOf(row, step);
  const url = `${ctx.origin}/disputes/${id}`;
  const data = { step, amountPt, disputeId: id };
  const kind = "dispute-update";
  const mails = recipients.flatMap(({ userId, name, email: to, locale }) =>
    mailRows(ctx, {
      to,
      template: kind,
      locale,
      data: { name, url, step, amountPt, message },
      key: `${key}:${userId}`,
    }),
  );
  const notices = recipients.flatMap(({ userId }) =>
    noticeRows(ctx, { workspaceId, userId, key, kind, data, href: `/disputes/${id}` }),
  );
  return [...mails, ...notices];
}

/** The rows that tell the operators by mail that someone waits for them. */
export async function tellOperators(
  ctx: Ctx,
  row: DisputeRow,
  { step, amountMicroPt, message = "" }: News,
): Promise<Statement[]> {
  const operators = await listOperators(ctx);
  const amountPt = microToPt(amountMicroPt);
  return operators.flatMap(({ userId, name, email, locale }) =>
    mailRows(ctx, {
      to: email,
      template: "dispute-update",
      locale,
      data: { name, url: `${ctx.origin}/operations/disputes/${row.id}`, step, amountPt, message },
      key: `${keyOf(row, step)}:operator:${userId}`,
    }),
  );
}

/** The rows that tell the operators, or all but one of them, by mail what waits for them. */
export async function alertOperators(
  ctx: Ctx,
  row: DisputeRow,
  alert: { kind: DisputeAlert; amountMicroPt: number; except?: UserId },
): Promise<Statement[]> {
  const operators = await listOperators(ctx);
  const url = `${ctx.origin}/operations/disputes/${row.id}`;
  const amountPt = microToPt(alert.amountMicroPt);
  const dueAtMs = String(row.dueAtMs ?? 0);
  return operators
    .filter(({ userId }) => userId !== alert.except)
    .flatMap(({ userId, name, email, locale }) =>
      mailRows(ctx, {
        to: email,
        template: "dispute-alert",
        locale,
        data: { name, url, alert: alert.kind, amountPt, dueAtMs },
        key: `${row.id}:${row.version}:${alert.kind}:${userId}`,
      }),
    );
}

/** The rows that tell the workspace's own systems. */
export function tellSystems(
  ctx: Ctx,
  row: DisputeRow,
  type: "dispute.opened" | "dispute.updated" | "dispute.resolved",
): Statement[] {
  const data = {
    disputeId: row.id,
    state: row.state,
    reason: row.reason,
    transactionId: row.transactionId,
    conversationId: row.conversationId,
    turnId: row.turnId,
    disputedPt: microToPt(row.disputedMicroPt),
    disputedMicroPt: String(row.disputedMicroPt),
    returnedPt: row.returnedMicroPt === null ? null : microToPt(row.returnedMicroPt),
    returnedMicroPt: row.returnedMicroPt === null ? null : String(row.returnedMicroPt),
    openedAt: toIso(row.createdAtMs),
    dueAt: row.dueAtMs === null ? null : toIso(row.dueAtMs),
  };
  const { workspaceId, id, version } = row;
  return webhookRows(ctx, { workspaceId, type, data, key: `${type}:${id}:${version}` });
}
