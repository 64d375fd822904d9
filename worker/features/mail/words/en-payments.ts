import type { PlanChange } from "#features/mail/schema";
import { cardBrand, isSome } from "./figures.ts";
import type { PaymentWords, PlanWords } from "./words.ts";

const whyYou = "You get this because you look after the billing of a workspace.";

const topupReasons: Record<string, string> = {
  card_declined: "The bank refused the card.",
  insufficient_funds: "There was not enough money on the card.",
  expired_card: "The card has expired.",
  incorrect_cvc: "The security code of the card was wrong.",
  authentication_required: "The bank wants you to confirm the payment yourself.",
  turned_off: "It was the third failure in a row, so automatic top-up is switched off now.",
};

const changes: Record<PlanChange, (plan: string, date: string) => [string, ...string[]]> = {
  started: (plan, date) => [
    `Your ${plan} plan has begun`,
    `The ${plan} plan of your workspace began on ${date}. Its PT are on your balance as soon as the invoice is paid.`,
  ],
  "trial-started": (plan, date) => [
    `Your trial of ${plan} has begun`,
    `You can try the ${plan} plan until ${date}. The first payment is taken then; cancel before and you pay nothing.`,
  ],
  "trial-ending": (plan, date) => [
    `Your trial of ${plan} ends soon`,
    `Your trial of the ${plan} plan ends on ${date}. The first payment is taken then; cancel before and you pay nothing.`,
  ],
  upgraded: (plan, date) => [
    `Your plan is now ${plan}`,
    `The ${plan} plan applies since ${date}. PT for the rest of the period are added when the invoice is paid; what you have used stays as it is.`,
  ],
  "downgrade-scheduled": (plan, date) => [
    `Your plan will change to ${plan}`,
    `On ${date} your workspace changes to the ${plan} plan. Until then everything stays as it is, and you can take the change back.`,
  ],
  downgraded: (plan, date) => [
    `Your plan is now ${plan}`,
    `The ${plan} plan applies since ${date}. PT that you have stay until they expire.`,
  ],
  "cancel-scheduled": (plan, date) => [
    "Your plan is cancelled",
    `The ${plan} plan ends on ${date}. Until then everything stays as it is, and you can resume it with one click.`,
  ],
  canceled: (plan, date) => [
    "Your plan has ended",
    `The ${plan} plan ended on ${date}. Your workspace is on the Free plan now; your conversations and documents are still there.`,
    "PT that you bought as a top-up stay until they expire.",
  ],
  resumed: (plan, date) => [
    "Your plan goes on",
    `The ${plan} plan goes on since ${date}. Nothing else has changed.`,
  ],
  paused: (plan, date) => [
    "Your plan is paused",
    `The ${plan} plan is paused from ${date} on. While it is, nothing is charged and no new PT come; it goes on by itself.`,
  ],
};

export const enPlans: PlanWords = {
  "plan-changed": ({ change, plan, atMs, url }, figures) => {
    const [subject, ...paragraphs] = changes[change](figures.name(plan), figures.date(atMs));
    return {
      subject,
      paragraphs,
      action: { label: "Open billing", url },
      after: [whyYou],
    };
  },
  "plan-frozen": ({ plan, url }, { name }) => ({
    subject: `Your ${name(plan)} plan is frozen`,
    paragraphs: [
      "The open invoice was not paid in time. Your workspace has the limits of the Free plan now, and automatic top-up is switched off.",
      `Nothing was deleted, and PT that you bought can still be used. Pay the invoice and the ${name(plan)} plan is back at once.`,
    ],
    action: { label: "Pay and go on", url },
    after: [whyYou],
  }),
};

export const enPayments: PaymentWords = {
  receipt: ({ amountMinor, currency, description, invoiceNumber, pt, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Receipt for ${amount}`,
      paragraphs: [`Thank you. We have received your payment of ${amount}.`],
      facts: [
        { label: "For", value: description === "" ? "" : figures.name(description) },
        { label: "Invoice", value: figures.code(invoiceNumber) },
        { label: "Amount", value: amount },
        ...(isSome(pt) ? [{ label: "Added to your balance", value: figures.pt(pt) }] : []),
      ],
      action: { label: "See the invoice", url },
      after: [whyYou],
    };
  },
  "payment-failed": ({ amountMinor, currency, step, graceEndsAtMs, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    const date = figures.date(graceEndsAtMs);
    const first = `We could not take the payment of ${amount} for your plan. Your bank is asked again in the next days; you can also pay now or use another card.`;
    const again = `The payment of ${amount} for your plan is still open.`;
    const until = `Until ${date} you keep your plan; new PT come when the invoice is paid. After that your workspace gets the limits of the Free plan. Nothing is deleted.`;
    const last = `On ${date} your plan is frozen: your workspace gets the limits of the Free plan until the invoice is paid. Nothing is deleted.`;
    return {
      subject:
        step === "1"
          ? `Your payment of ${amount} did not go through`
          : step === "4"
            ? "Last reminder: your plan is about to be frozen"
            : `Reminder: ${amount} are still open`,
      paragraphs: [step === "1" ? first : again, step === "4" ? last : until],
      action: { label: "Pay now", url },
      after: [whyYou],
    };
  },
  "payment-recovered": ({ amountMinor, currency, url }, figures) => ({
    subject: "Your payment has arrived",
    paragraphs: [
      `We have received the open payment of ${figures.money({ amountMinor, currency })}. Your plan goes on as before, and its PT are on your balance.`,
    ],
    action: { label: "Open billing", url },
    after: [whyYou],
  }),
  "refund-issued": ({ amountMinor, currency, ptTaken, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Refund of ${amount}`,
      paragraphs: [
        `We have sent ${amount} back to the card or account that you paid with. Banks take five to ten days to show it.`,
        ...(isSome(ptTaken)
          ? [`PT go back by the same share as the money: ${figures.pt(ptTaken)} were taken back.`]
          : []),
      ],
      action: { label: "See the statement", url },
      after: [whyYou],
    };
  },
  "refund-failed": ({ amountMinor, currency, ptReturned, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `A refund of ${amount} did not arrive`,
      paragraphs: [
        `We sent ${amount} back, but your bank did not take it: a card that has expired or an account that is closed are the usual reasons. The money is with us. Write to us where it should go, and we send it again.`,
        ...(isSome(ptReturned)
          ? [`The PT that went with it are back: ${figures.pt(ptReturned)}.`]
          : []),
      ],
      action: { label: "See the statement", url },
      after: [whyYou],
    };
  },
  "topup-failed": ({ amountMinor, currency, reason, url }, figures) => ({
    subject: "Your top-up did not go through",
    paragraphs: [
      `We could not take ${figures.money({ amountMinor, currency })} for a top-up. Nothing was charged, and no PT were added.`,
      topupReasons[reason] ?? "The bank gave no reason that we can pass on.",
    ],
    action: { label: "Check the payment method", url },
    after: [whyYou],
  }),
  "topup-cap-reached": ({ amountMinor, currency, url }, figures) => ({
    subject: "Automatic top-up rests until next month",
    paragraphs: [
      `This month’s automatic top-ups have reached your limit of ${figures.money({ amountMinor, currency })}. They begin again next month, or when you raise the limit.`,
      "You can still buy PT yourself at any time.",
    ],
    action: { label: "Change the limit", url },
    after: [whyYou],
  }),
  "card-expiring": ({ brand, last4, month, url }, figures) => ({
    subject: `Your card ending in ${last4} expires soon`,
    paragraphs: [
      `The ${cardBrand(brand)} card ending in ${last4} is valid until the end of ${figures.month(month)}. Add another one so that your plan goes on without a break.`,
    ],
    action: { label: "Change the card", url },
    after: [whyYou],
  }),
  "statement-ready": ({ month, url }, figures) => ({
    subject: `Your statement for ${figures.month(month)}`,
    paragraphs: [
      `The month is closed. The statement for ${figures.month(month)} says what came in, what was used and what is left, in PT and in money.`,
    ],
    action: { label: "See the statement", url },
    after: [whyYou],
  }),
};
