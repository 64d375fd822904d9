import { enCredits, enOperator } from "./en-credits.ts";
import { enDigest } from "./en-digest.ts";
import { enPayments, enPlans } from "./en-payments.ts";
import { enTeam } from "./en-team.ts";
import { enSecurity } from "./en-security.ts";
import { enPrivacy } from "./en-privacy.ts";
import type { AccountWords, Words } from "./words.ts";

const enAccount: AccountWords = {
  verify: ({ url }) => ({
    subject: "Confirm your e-mail address",
    paragraphs: ["Please confirm that this address is yours."],
    action: { label: "Confirm address", url },
    after: ["The link works once, for three days.", "If you did not register, ignore this mail."],
  }),
  reset: ({ url }) => ({
    subject: "Choose a new password",
    paragraphs: ["Someone, probably you, asked for a new password for this address."],
    action: { label: "Choose a new password", url },
    after: [
      "The link works once, for one hour. A new password ends all open sessions.",
      "If it was not you, ignore this mail: nothing changes.",
    ],
  }),
  welcome: ({ url }) => ({
    subject: "Welcome to Selvedge",
    paragraphs: [
      "Your address is confirmed. From now on you can recover your account with it.",
      "Before you send a message you see what it will cost, and afterwards you find the charge in your ledger.",
    ],
    action: { label: "Start chatting", url },
    after: [],
  }),
  "already-registered": ({ signInUrl, resetUrl }) => ({
    subject: "You already have an account",
    paragraphs: ["Someone, probably you, tried to register with this address. It has an account."],
    action: { label: "Sign in", url: signInUrl },
    otherAction: { label: "Choose a new password", url: resetUrl },
    after: ["If it was not you, ignore this mail: nothing changes."],
  }),
};

export const en: Words = {
  greeting: (name) => `Hello ${name},`,
  linkHint: "If the button does not work, open this address:",
  footer: (host) => `Sent by Selvedge at ${host}.`,
  essential: "This mail belongs to your account and cannot be switched off.",
  outside:
    "You get this mail because this address was given to us. You need no account here to ignore it.",
  preferences: "Choose what you are told",
  unsubscribe: "Unsubscribe from mails like this",
  fact: ({ label, value }) => `${label}: ${value}`,
  names: {
    visitor: "Visitor",
    free: "Free",
    entry: "Entry",
    pro: "Pro",
    business: "Business",
    topup: "Top-up",
  },
  templates: {
    ...enAccount,
    ...enSecurity,
    ...enPlans,
    ...enPayments,
    ...enCredits,
    ...enOperator,
    ...enTeam,
    ...enDigest,
    ...enPrivacy,
  },
};
