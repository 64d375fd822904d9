import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import type { EvidencePack } from "./schema.ts";

/** Stripe takes 150,000 characters in all; each field is kept well below. */
const FIELD_LENGTH_MAX = 20_000;

/** Everything that is known of a disputed payment. Money in minor units, PT in micro-PT. */
export interface EvidenceFacts {
  chargeback: {
    id: string;
    reason: string;
    amountMinor: number;
    currency: string;
    openedAtMs: number;
  };
  workspace: { id: string; name: string; createdAtMs: number };
  /** Who pays for the workspace, the owner first. */
  contacts: { userId: string; name: string; email: string; registeredAtMs: number }[];
  payment: {
    id: string;
    chargeId: string | null;
    amountMinor: number;
    currency: string;
    atMs: number;
    card: string | null;
    receiptUrl: string | null;
  };
  /** Who asked for it in the product; null for a renewal. */
  requestedBy: string | null;
  bought: {
    description: string;
    amountMinor: number;
    startsAtMs: number;
    endsAtMs: number | null;
  }[];
  invoice: { number: string | null; hostedUrl: string | null; pdfUrl: string | null } | null;
  grants: { sourceId: string; amountMicroPt: number; expiresAtMs: number | null }[];
  usage: { day: string; model: string; answers: number; chargedMicroPt: number }[];
  mails: { to: string; template: string; subject: string; sentAtMs: number }[];
  signIns: { userId: string; atMs: number; network: string | null; browser: string | null }[];
  earlierPayments: { id: string; atMs: number; amountMinor: number; currency: string }[];
  refunds: { atMs: number; amountMinor: number; currency: string }[];
  termsUrl: string;
}

const day = (atMs: number) => toIso(atMs).slice(0, 10);
const minute = (atMs: number) => `${toIso(atMs).slice(0, 16).replace("T", " ")} UTC`;
const money = (amountMinor: number, currency: string) =>
  `${currency.toUpperCase()} ${(amountMinor / 100).toFixed(2)}`;

function section(title: string, lines: string[]): string[] {
  return lines.length === 0
    ? [title, "  nothing on record", ""]
    : [title, ...lines.map((line) => `  ${line}`), ""];
}

function purchaseLines({ payment, requestedBy, bought, invoice }: EvidenceFacts): string[] {
  return [
    `${minute(payment.atMs)}: ${money(payment.amountMinor, payment.currency)}, payment ${payment.id}`,
    ...(payment.card === null ? [] : [`paid with ${payment.card}`]),
    requestedBy === null
      ? "renewal of a subscription that the customer had begun"
      : `requested in the product by ${requestedBy}`,
    ...bought.map(({ description, startsAtMs, endsAtMs }) =>
      endsAtMs === null
        ? `${description}, delivered ${minute(startsAtMs)}`
        : `${description}, for ${day(startsAtMs)} to ${day(endsAtMs)}`,
    ),
    ...(invoice?.number === null || invoice === null ? [] : [`invoice ${invoice.number}`]),
    ...(invoice?.hostedUrl === null || invoice === null ? [] : [invoice.hostedUrl]),
    ...(payment.receiptUrl === null ? [] : [`receipt: ${payment.receiptUrl}`]),
  ];
}

function accessLines({ signIns, usage }: EvidenceFacts): string[] {
  return [
    ...signIns.map(({ userId, atMs, network, browser }) => {
      const from = network === null ? "network not kept" : `network ${network}`;
      return `${minute(atMs)} signed in: ${userId}, ${from}, ${browser ?? "browser unknown"}`;
    }),
    ...usage.map(
      ({ day: date, model, answers, chargedMicroPt }) =>
        `${date} used: ${answers} answers of ${model}, ${microToPt(chargedMicroPt)} PT`,
    ),
  ];
}

const policy = (termsUrl: string) =>
  [
    "PT (Platform Tokens) are a digital service that is delivered at once: they are on the balance as soon as the payment has succeeded.",
    "PT of a plan last until the end of the paid period; PT of a top-up last twelve months.",
    "Refunds are made on request by the same share of money and PT. A plan can be cancelled at any time and then ends with its period.",
    `What PT are and what they cost was shown before the purchase: ${termsUrl}`,
  ].join("\n");

function textOf(facts: EvidenceFacts): string {
  const { chargeback, workspace, contacts, grants, mails, refunds, earlierPayments } = facts;
  return [
    `Evidence for dispute ${chargeback.id} (${chargeback.reason}), ${money(chargeback.amountMinor, chargeback.currency)}, opened ${minute(chargeback.openedAtMs)}`,
    "",
    ...section("Customer", [
      `workspace ${workspace.name} (${workspace.id}), since ${day(workspace.createdAtMs)}`,
      ...contacts.map(
        ({ userId, name, email, registeredAtMs }) =>
          `${name} <${email}> (${userId}), registered ${day(registeredAtMs)}`,
      ),
    ]),
    ...section("Purchase", purchaseLines(facts)),
    ...section(
      "Delivered",
      grants.map(({ sourceId, amountMicroPt, expiresAtMs }) => {
        const until = expiresAtMs === null ? "without end" : `until ${day(expiresAtMs)}`;
        return `${microToPt(amountMicroPt)} PT for ${sourceId}, ${until}`;
      }),
    ),
    ...section("Access and use", accessLines(facts)),
    ...section(
      "Mails sent",
      mails.map(({ sentAtMs, to, subject }) => `${minute(sentAtMs)} to ${to}: ${subject}`),
    ),
    ...section(
      "Earlier payments without a dispute",
      earlierPayments.map(({ atMs, id, amountMinor, currency }) => {
        return `${minute(atMs)}: ${money(amountMinor, currency)}, ${id}`;
      }),
    ),
    ...section(
      "Refunds of this payment",
      refunds.map(({ atMs, amountMinor, currency }) => {
        return `${minute(atMs)}: ${money(amountMinor, currency)}`;
      }),
    ),
    ...section("Terms", policy(facts.termsUrl).split("\n")),
  ].join("\n");
}

function cut(text: string): string {
  return text.length <= FIELD_LENGTH_MAX ? text : `${text.slice(0, FIELD_LENGTH_MAX - 2)} …`;
}

/** The fields of Stripe's dispute evidence that speak of a digital service. */
function fieldsOf(facts: EvidenceFacts, text: string): Record<string, string> {
  const [owner] = facts.contacts;
  const network = facts.signIns.find((one) => one.network !== null)?.network ?? null;
  const fields: Record<string, string | undefined> = {
    customer_name: owner?.name,
    customer_email_address: owner?.email,
    ...(network === null ? {} : { customer_purchase_ip: network }),
    product_description: `PT for AI work in Selvedge: ${facts.bought.map(({ description }) => description).join("; ")}`,
    service_date: day(facts.payment.atMs),
    access_activity_log: accessLines(facts).join("\n"),
    refund_policy_disclosure: policy(facts.termsUrl),
    cancellation_policy_disclosure: policy(facts.termsUrl),
    uncategorized_text: text,
  };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined || value === "" ? [] : [[name, cut(value)]],
    ),
  );
}

/**
 * The pack that is handed to the bank: one text for people, the fields of Stripe's dispute evidence,
 * and the facts themselves. https://docs.stripe.com/api/disputes/evidence_object
 */
export function composeEvidence(facts: EvidenceFacts, builtAtMs: number): EvidencePack {
  const text = textOf(facts);
  return {
    chargebackId: facts.chargeback.id,
    builtAtMs,
    fields: fieldsOf(facts, text),
    text,
    facts: { ...facts },
  };
}
