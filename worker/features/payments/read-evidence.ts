import {
  and,
  asc,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  lt,
  ne,
  notExists,
  notInArray,
  sql,
} from "drizzle-orm";
import type { UserId } from "#core/ids";
import { DAY_MS, toIso } from "#core/time";
import { usageDaily } from "#features/credits/tables";
import { users } from "#features/identity/tables";
import { sessions } from "#features/sessions/tables";
import { templateFacts, templateNames } from "#features/mail/schema";
import { mails } from "#features/mail/tables";
import { getWorkspace, listBillingContacts } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { findInvoiceRow } from "./bring-in-invoice.ts";
import { findPaymentRow, type PaymentRow } from "./bring-in-payment.ts";
import type { EvidenceFacts } from "./compose-evidence.ts";
import { listRefundRows } from "./follow-refunds.ts";
import { findTopupRow } from "./perform-topup.ts";
import type { ChargebackRow } from "./sync-dispute.ts";
import { chargebacks, invoiceLines, payments } from "./tables.ts";

const USAGE_MAX = 400;
const MAILS_MAX = 100;
const SIGN_INS_MAX = 50;
const EARLIER_MAX = 20;
/** What a customer who runs the deployment as well is told of it is no business of a bank. */
const operatorTemplates = templateNames.filter(
  (name) => templateFacts[name].topic === "operations",
);
/** What went before a payment belongs to it as well. */
const BEFORE_MS = 14 * DAY_MS;

async function readUsage(ctx: Ctx, { accountId, createdAtMs }: PaymentRow) {
  return await ctx.db
    .select({
      day: usageDaily.day,
      model: usageDaily.model,
      answers: sql<number>`SUM(${usageDaily.answers})`,
      chargedMicroPt: sql<number>`SUM(${usageDaily.chargedMicroPt})`,
    })
    .from(usageDaily)
    .where(
      and(
        eq(usageDaily.accountId, accountId),
        gte(usageDaily.day, toIso(createdAtMs).slice(0, 10)),
      ),
    )
    .groupBy(usageDaily.day, usageDaily.model)
    .orderBy(asc(usageDaily.day), asc(usageDaily.model))
    .limit(USAGE_MAX);
}

async function readMails(ctx: Ctx, addresses: string[], sinceMs: number) {
  if (addresses.length === 0) return [];
  const rows = await ctx.db
    .select({
      to: mails.to,
      template: mails.template,
      subject: mails.subject,
      sentAtMs: mails.sentAtMs,
    })
    .from(mails)
    .where(
      and(
        inArray(mails.to, addresses),
        isNotNull(mails.sentAtMs),
        gte(mails.createdAtMs, sinceMs),
        notInArray(mails.template, operatorTemplates),
      ),
    )
    .orderBy(asc(mails.createdAtMs))
    .limit(MAILS_MAX);
  return rows.map(({ to, template, subject, sentAtMs }) => ({
    to,
    template,
    subject: subject ?? template,
    sentAtMs: sentAtMs ?? 0,
  }));
}

async function readSignIns(ctx: Ctx, userIds: UserId[]) {
  if (userIds.length === 0) return [];
  const rows = await ctx.db
    .select()
    .from(sessions)
    .where(inArray(sessions.userId, userIds))
    .orderBy(desc(sessions.createdAt))
    .limit(SIGN_INS_MAX);
  return rows.map(({ userId, createdAt, ipAddress, userAgent }) => ({
    userId,
    atMs: createdAt.getTime(),
    network: ipAddress === "" ? null : ipAddress,
    browser: userAgent,
  }));
}

async function readContacts(ctx: Ctx, row: ChargebackRow): Promise<EvidenceFacts["contacts"]> {
  const contacts = await listBillingContacts(ctx, row.workspaceId);
  if (contacts.length === 0) return [];
  const known = await ctx.db
    .select({ id: users.id, createdAt: users.createdAt })
    .from(users)
    .where(
      inArray(
        users.id,
        contacts.map(({ userId }) => userId),
      ),
    );
  return contacts.map(({ userId, name, email }) => ({
    userId,
    name,
    email,
    registeredAtMs: known.find(({ id }) => id === userId)?.createdAt.getTime() ?? 0,
  }));
}

async function readEarlier(ctx: Ctx, payment: PaymentRow) {
  const disputed = ctx.db
    .select({ found: sql`1` })
    .from(chargebacks)
    .where(eq(chargebacks.paymentIntentId, payments.id));
  const rows = await ctx.db
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.workspaceId, payment.workspaceId),
        eq(payments.status, "succeeded"),
        ne(payments.id, payment.id),
        lt(payments.createdAtMs, payment.createdAtMs),
        notExists(disputed),
      ),
    )
    .orderBy(desc(payments.createdAtMs))
    .limit(EARLIER_MAX);
  return rows.map(({ id, createdAtMs, receivedMinor, currency }) => ({
    id,
    atMs: createdAtMs,
    amountMinor: receivedMinor,
    currency,
  }));
}

type Bought = Pick<EvidenceFacts, "bought" | "grants" | "invoice" | "requestedBy">;

async function readTopup(ctx: Ctx, topupId: string, payment: PaymentRow): Promise<Partial<Bought>> {
  const topup = await findTopupRow(ctx, topupId);
  if (topup === undefined) return {};
  const description = `top-up of ${topup.grantMicroPt / 1_000_000} PT`;
  const startsAtMs = topup.grantedAtMs ?? topup.createdAtMs;
  return {
    requestedBy: topup.requestedBy,
    bought: [{ description, amountMinor: topup.amountMinor, startsAtMs, endsAtMs: null }],
    grants:
      topup.grantedAtMs === null
        ? []
        : [{ sourceId: payment.id, amountMicroPt: topup.grantMicroPt, expiresAtMs: null }],
  };
}

async function readInvoice(ctx: Ctx, invoiceId: string): Promise<Partial<Bought>> {
  const invoice = await findInvoiceRow(ctx, invoiceId);
  if (invoice === undefined) return {};
  const lines = await ctx.db
    .select()
    .from(invoiceLines)
    .where(eq(invoiceLines.invoiceId, invoiceId))
    .orderBy(asc(invoiceLines.position));
  const { number, hostedUrl, pdfUrl } = invoice;
  return {
    invoice: { number, hostedUrl, pdfUrl },
    bought: lines.map(({ description, amountMinor, startsAtMs, endsAtMs }) => ({
      description,
      amountMinor,
      startsAtMs,
      endsAtMs,
    })),
    grants: lines.flatMap(({ id, grantMicroPt, grantedAtMs, expiresAtMs }) =>
      grantedAtMs === null || grantMicroPt === null || grantMicroPt === 0
        ? []
        : [{ sourceId: id, amountMicroPt: grantMicroPt, expiresAtMs }],
    ),
  };
}

async function readBought(ctx: Ctx, payment: PaymentRow): Promise<Bought> {
  const { invoiceId, topupId } = payment;
  const none: Bought = { bought: [], grants: [], invoice: null, requestedBy: null };
  return {
    ...none,
    ...(invoiceId === null ? {} : await readInvoice(ctx, invoiceId)),
    ...(topupId === null ? {} : await readTopup(ctx, topupId, payment)),
  };
}

function cardOf({ methodBrand, methodLast4 }: PaymentRow): string | null {
  if (methodBrand === null) return null;
  return methodLast4 === null ? methodBrand : `${methodBrand} ending in ${methodLast4}`;
}

/** Gathers what is known of a disputed payment, from the ledger's copies, the logs and the mails. */
export async function readEvidence(ctx: Ctx, row: ChargebackRow): Promise<EvidenceFacts> {
  const payment = await findPaymentRow(ctx, row.paymentIntentId);
  if (payment === undefined) throw new Error(`Chargeback ${row.id} has no payment`);
  const contacts = await readContacts(ctx, row);
  const workspace = await getWorkspace(ctx, row.workspaceId);
  const addresses = contacts.map(({ email }) => email);
  const userIds = contacts.map(({ userId }) => userId as UserId);
  const refunds = await listRefundRows(ctx, payment.id);
  const { id, reason, amountMinor, currency, openedAtMs } = row;
  return {
    chargeback: { id, reason, amountMinor, currency, openedAtMs },
    workspace: { id: workspace.id, name: workspace.name, createdAtMs: workspace.createdAtMs },
    contacts,
    payment: {
      id: payment.id,
      chargeId: payment.chargeId,
      amountMinor: payment.receivedMinor,
      currency: payment.currency,
      atMs: payment.createdAtMs,
      card: cardOf(payment),
      receiptUrl: payment.receiptUrl,
    },
    ...(await readBought(ctx, payment)),
    usage: await readUsage(ctx, payment),
    mails: await readMails(ctx, addresses, payment.createdAtMs - BEFORE_MS),
    signIns: await readSignIns(ctx, userIds),
    earlierPayments: await readEarlier(ctx, payment),
    refunds: refunds
      .filter(({ state }) => state === "succeeded")
      .map((refund) => ({
        atMs: refund.createdAtMs,
        amountMinor: refund.amountMinor,
        currency: refund.currency,
      })),
    termsUrl: new URL("/help/pt-and-prices", ctx.origin).href,
  };
}
