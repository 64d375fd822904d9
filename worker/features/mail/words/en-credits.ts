import type { DisputeAlert, DisputeStep } from "#features/mail/schema";
import { isSome } from "./figures.ts";
import type { CreditWords, OperatorWords } from "./words.ts";

const whyAlert = "You choose when you are told under Billing, in Limits and alerts.";
const whyOperator = "You get this because you operate this site.";

const steps: Record<DisputeStep, (pt: string) => [string, string]> = {
  opened: (pt) => [
    "We have received your dispute",
    `You dispute a charge of ${pt}. The evidence is being gathered; you are told as soon as it is decided.`,
  ],
  asked: (pt) => [
    "A question about your dispute",
    `To decide about the charge of ${pt} we need to know something from you.`,
  ],
  answered: (pt) => [
    "A new message in a dispute",
    `There is an answer in the dispute about a charge of ${pt}.`,
  ],
  approved: (pt) => [
    "Your dispute was approved",
    `You were right: ${pt} are back on your balance.`,
  ],
  partly: (pt) => [
    "Your dispute was approved in part",
    `A part of the charge was given back: ${pt} are back on your balance.`,
  ],
  denied: (pt) => [
    "Your dispute was decided",
    `The charge of ${pt} stands. The reason and all the evidence are on the page of the dispute.`,
  ],
  withdrawn: (pt) => [
    "A dispute was withdrawn",
    `The dispute about a charge of ${pt} was withdrawn. The charge stays as it was.`,
  ],
  expired: (pt) => [
    "Your dispute was closed",
    `No answer came in time, so the dispute about a charge of ${pt} was closed. The charge stays as it was.`,
  ],
};

const endpointGone =
  "One of your endpoints answered that it is gone (410), so it gets no more messages. They are kept in its log: switch it on again and send them once more.";
const endpointFailing =
  "Messages to one of your endpoints kept failing, so it gets no more. They are kept in its log: switch it on again and send them once more.";

export const enCredits: CreditWords = {
  "usage-alert": ({ percent, usedPt, grantedPt, url }, figures) => ({
    subject: `${figures.percent(percent)} of this period’s PT are used`,
    paragraphs: [
      `Your workspace has used ${figures.pt(usedPt)} of the ${figures.pt(grantedPt)} for this period.`,
    ],
    action: { label: "See where they went", url },
    after: [whyAlert],
  }),
  "pt-low": ({ availablePt, url }, figures) => ({
    subject: "Your PT are running low",
    paragraphs: [
      `Your workspace has ${figures.pt(availablePt)} left. A question that may cost more than what is left is refused before anything is charged.`,
    ],
    action: { label: "Get more PT", url },
    after: [whyAlert],
  }),
  "spend-cap-reached": ({ capPt, url }, figures) => ({
    subject: "Your workspace’s spend cap is reached",
    paragraphs: [
      `Your workspace has used the ${figures.pt(capPt)} that it may spend in a period. New requests are refused until the next period, or until an admin raises the cap.`,
    ],
    action: { label: "Change the cap", url },
    after: [whyAlert],
  }),
  "dispute-update": ({ step, amountPt, message, url }, figures) => {
    const [subject, paragraph] = steps[step](figures.pt(amountPt));
    return {
      subject,
      paragraphs: [paragraph],
      quote: message,
      action: { label: "Open the dispute", url },
      after: [],
    };
  },
  "webhook-disabled": ({ endpoint, reason, url }, figures) => ({
    subject: "A webhook endpoint was switched off",
    paragraphs: [reason === "gone" ? endpointGone : endpointFailing],
    facts: [{ label: "Endpoint", value: figures.code(endpoint) }],
    action: { label: "Open the endpoint", url },
    after: ["You get this because you administer a workspace."],
  }),
  "channel-disabled": ({ channel, reason, url }) => ({
    subject: "A channel was switched off",
    paragraphs: [
      reason === "gone"
        ? `Your channel “${channel}” answered that it is gone, so it is told nothing more. Make a new address there and add it, or delete the channel.`
        : `Nothing has got through to your channel “${channel}” for five days, so it is told nothing more. Check its address and switch it on again.`,
    ],
    action: { label: "Open the channels", url },
    after: ["You get this because you administer a workspace."],
  }),
};

const alerts: Record<DisputeAlert, (pt: string) => [string, string]> = {
  new: (pt) => [
    `A charge of ${pt} is disputed`,
    `Somebody disputes a charge of ${pt}. The evidence gathers itself; decide or ask a question before the deadline.`,
  ],
  overdue: (pt) => [
    `Overdue: a dispute over ${pt}`,
    `A dispute over a charge of ${pt} should have been answered by now. The person who opened it is still waiting.`,
  ],
  "second-approval": (pt) => [
    `A second approval is needed for ${pt}`,
    `Another operator wants to approve a dispute over ${pt}. An amount like this needs a second operator.`,
  ],
};

export const enOperator: OperatorWords = {
  "chargeback-opened": ({ amountMinor, currency, reason, dueAtMs, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Chargeback of ${amount}`,
      paragraphs: [
        "A bank wants a payment back. The evidence from the ledger and the logs is prepared; check it and send it before the bank’s deadline.",
      ],
      facts: [
        { label: "Amount", value: amount },
        { label: "Reason", value: figures.code(reason) },
        ...(isSome(dueAtMs) ? [{ label: "Evidence due by", value: figures.date(dueAtMs) }] : []),
      ],
      action: { label: "Check the evidence", url },
      after: [whyOperator],
    };
  },
  "margin-alert": ({ plan, marginPercent, light, url }, figures) => ({
    subject: `${light === "red" ? "Red" : "Yellow"}: the margin of ${figures.name(plan)} is ${figures.percent(marginPercent)}`,
    paragraphs: [
      `Revenue less the cost of the AI providers leaves ${figures.percent(marginPercent)} for ${figures.name(plan)}. Above ${figures.percent("65")} is green, below ${figures.percent("50")} is red.`,
    ],
    action: { label: "See the margins", url },
    after: [whyOperator],
  }),
  "reconciliation-alert": ({ open, url }, figures) => ({
    subject: `Reconciliation: open discrepancies: ${figures.count(open)}`,
    paragraphs: [
      "The nightly comparison of the ledger with Stripe and the AI providers left differences that nobody has explained yet.",
    ],
    facts: [{ label: "Open discrepancies", value: figures.count(open) }],
    action: { label: "See them", url },
    after: [whyOperator],
  }),
  "dispute-alert": ({ alert, amountPt, dueAtMs, url }, figures) => {
    const [subject, paragraph] = alerts[alert](figures.pt(amountPt));
    const label = alert === "overdue" ? "Answer was due by" : "Answer due by";
    return {
      subject,
      paragraphs: [paragraph],
      facts: isSome(dueAtMs) ? [{ label, value: figures.date(dueAtMs) }] : [],
      action: { label: "Open the dispute", url },
      after: [whyOperator],
    };
  },
};
