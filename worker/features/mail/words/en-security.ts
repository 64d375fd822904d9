import type { TwoFactorChange } from "#features/mail/schema";
import type { SecurityWords } from "./words.ts";

const why = "You get this mail because it protects your account.";
const secure = "Look at your account’s security";
const ifNotYou = "If it was not you, choose a new password at once.";

const changes: Record<TwoFactorChange, [subject: string, text: string]> = {
  on: [
    "Two-factor is on",
    "From now on signing in asks for a code of your authenticator app. Keep the backup codes in a safe place.",
  ],
  off: ["Two-factor is off", "Signing in asks for the password only."],
  codes: [
    "New backup codes",
    "New backup codes were made for your account. Earlier ones no longer work.",
  ],
  "code-used": [
    "A backup code was used",
    "Your account was signed in to with one of your backup codes. It does not work again.",
  ],
};

export const enSecurity: SecurityWords = {
  "magic-link": ({ url }) => ({
    subject: "Your link to sign in",
    paragraphs: ["Someone, probably you, asked to sign in to this account without a password."],
    action: { label: "Sign in", url },
    after: [
      "The link works once, for 15 minutes.",
      "If it was not you, ignore this mail: nobody gets in without it.",
    ],
  }),
  "new-device": ({ url, atMs, device, place }, figures) => ({
    subject: "A new sign-in to your account",
    paragraphs: [
      "Your account was signed in to from a browser that you have not used here before.",
    ],
    facts: [
      { label: "Device", value: device },
      { label: "From", value: place },
      { label: "When", value: figures.date(atMs) },
    ].filter(({ value }) => value !== ""),
    action: { label: secure, url },
    after: [
      "If it was you, there is nothing to do. If not, end that session and choose a new password.",
      why,
    ],
  }),
  "account-attacked": ({ url }) => ({
    subject: "Someone is trying passwords on your account",
    paragraphs: [
      "There were many failed sign-ins to your account from browsers that you have never used. None of them got in.",
      "We slow such tries down more and more. Browsers that you have signed in with before are not affected.",
    ],
    action: { label: secure, url },
    after: [
      "If your password is short or used elsewhere, choose another one, and turn on two-factor.",
      why,
    ],
  }),
  "password-changed": ({ url }) => ({
    subject: "Your password was changed",
    paragraphs: ["The password of your account was changed, and your other sessions were ended."],
    action: { label: "Choose a new password", url },
    after: ["If it was not you, choose a new password at once.", why],
  }),
  "email-change-agree": ({ url, email }, figures) => ({
    subject: "Agree to a new e-mail address",
    paragraphs: [
      `Someone, probably you, wants to change the address of this account to ${figures.code(email)}.`,
      "Nothing changes until both addresses agree.",
    ],
    action: { label: "Agree or stop it", url },
    after: [
      "The link works for one day. If it was not you, open it and stop the change, then choose a new password.",
    ],
  }),
  "email-change-prove": ({ url, email }, figures) => ({
    subject: "Confirm your new e-mail address",
    paragraphs: [
      `Someone, probably you, wants to use this address, ${figures.code(email)}, for an account.`,
      "The present address has to agree as well.",
    ],
    action: { label: "Confirm this address", url },
    after: ["The link works for one day. If it was not you, ignore this mail: nothing changes."],
  }),
  "email-changed": ({ url, email }, figures) => ({
    subject: "Your e-mail address was changed",
    paragraphs: [
      `From now on ${figures.code(email)} is the address of your account. Other sessions were ended.`,
    ],
    action: { label: secure, url },
    after: ["If it was not you, write to whoever runs this site at once.", why],
  }),
  "two-factor-changed": ({ url, change }) => ({
    subject: changes[change][0],
    paragraphs: [changes[change][1]],
    action: { label: secure, url },
    after: [ifNotYou, why],
  }),
};
