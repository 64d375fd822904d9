import { deCredits, deOperator } from "./de-credits.ts";
import { deDigest } from "./de-digest.ts";
import { dePayments, dePlans } from "./de-payments.ts";
import { deTeam } from "./de-team.ts";
import { deSecurity } from "./de-security.ts";
import { dePrivacy } from "./de-privacy.ts";
import type { AccountWords, Words } from "./words.ts";

const deAccount: AccountWords = {
  verify: ({ url }) => ({
    subject: "Bestätigen Sie Ihre E-Mail-Adresse",
    paragraphs: ["Bitte bestätigen Sie, dass diese Adresse Ihnen gehört."],
    action: { label: "Adresse bestätigen", url },
    after: [
      "Der Link gilt einmal und drei Tage lang.",
      "Wenn Sie sich nicht registriert haben, ignorieren Sie diese E-Mail.",
    ],
  }),
  reset: ({ url }) => ({
    subject: "Wählen Sie ein neues Passwort",
    paragraphs: ["Jemand, vermutlich Sie, hat für diese Adresse ein neues Passwort angefordert."],
    action: { label: "Neues Passwort wählen", url },
    after: [
      "Der Link gilt einmal und eine Stunde lang. Ein neues Passwort beendet alle offenen Sitzungen.",
      "Wenn Sie es nicht waren, ignorieren Sie diese E-Mail: Es ändert sich nichts.",
    ],
  }),
  welcome: ({ url }) => ({
    subject: "Willkommen bei Selvedge",
    paragraphs: [
      "Ihre Adresse ist bestätigt. Ab jetzt können Sie Ihr Konto mit ihr wiederherstellen.",
      "Vor dem Senden sehen Sie, was eine Nachricht kosten wird; danach finden Sie die Buchung in Ihrem Hauptbuch.",
    ],
    action: { label: "Chat beginnen", url },
    after: [],
  }),
  "already-registered": ({ signInUrl, resetUrl }) => ({
    subject: "Sie haben bereits ein Konto",
    paragraphs: [
      "Jemand, vermutlich Sie, wollte sich mit dieser Adresse registrieren. Sie hat bereits ein Konto.",
    ],
    action: { label: "Anmelden", url: signInUrl },
    otherAction: { label: "Neues Passwort wählen", url: resetUrl },
    after: ["Wenn Sie es nicht waren, ignorieren Sie diese E-Mail: Es ändert sich nichts."],
  }),
};

export const de: Words = {
  greeting: (name) => `Hallo ${name},`,
  linkHint: "Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:",
  footer: (host) => `Gesendet von Selvedge unter ${host}.`,
  essential: "Diese E-Mail gehört zu Ihrem Konto und lässt sich nicht abschalten.",
  outside:
    "Sie bekommen diese E-Mail, weil uns diese Adresse genannt wurde. Um sie zu ignorieren, brauchen Sie hier kein Konto.",
  preferences: "Benachrichtigungen wählen",
  unsubscribe: "Solche E-Mails abbestellen",
  fact: ({ label, value }) => `${label}: ${value}`,
  names: {
    visitor: "Gast",
    free: "Kostenlos",
    entry: "Einstieg",
    pro: "Pro",
    business: "Business",
    topup: "Aufladung",
  },
  templates: {
    ...deAccount,
    ...deSecurity,
    ...dePlans,
    ...dePayments,
    ...deCredits,
    ...deOperator,
    ...deTeam,
    ...deDigest,
    ...dePrivacy,
  },
};
