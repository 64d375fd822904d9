import type { TwoFactorChange } from "#features/mail/schema";
import type { SecurityWords } from "./words.ts";

const why = "Sie bekommen diese E-Mail, weil sie Ihr Konto schützt.";
const secure = "Sicherheit des Kontos ansehen";
const ifNotYou = "Wenn Sie es nicht waren, wählen Sie sofort ein neues Passwort.";

const changes: Record<TwoFactorChange, [subject: string, text: string]> = {
  on: [
    "Die Zwei-Faktor-Anmeldung ist an",
    "Ab jetzt wird bei der Anmeldung ein Code Ihrer App verlangt. Bewahren Sie die Ersatzcodes sicher auf.",
  ],
  off: [
    "Die Zwei-Faktor-Anmeldung ist aus",
    "Bei der Anmeldung wird nur noch das Passwort verlangt.",
  ],
  codes: [
    "Neue Ersatzcodes",
    "Für Ihr Konto wurden neue Ersatzcodes gemacht. Die früheren gelten nicht mehr.",
  ],
  "code-used": [
    "Ein Ersatzcode wurde benutzt",
    "Bei Ihrem Konto wurde sich mit einem Ihrer Ersatzcodes angemeldet. Er gilt kein zweites Mal.",
  ],
};

export const deSecurity: SecurityWords = {
  "magic-link": ({ url }) => ({
    subject: "Ihr Link zum Anmelden",
    paragraphs: ["Jemand, vermutlich Sie, möchte sich ohne Passwort bei diesem Konto anmelden."],
    action: { label: "Anmelden", url },
    after: [
      "Der Link gilt einmal, 15 Minuten lang.",
      "Wenn Sie es nicht waren, lassen Sie diese E-Mail liegen: Ohne sie kommt niemand hinein.",
    ],
  }),
  "new-device": ({ url, atMs, device, place }, figures) => ({
    subject: "Eine neue Anmeldung bei Ihrem Konto",
    paragraphs: [
      "Bei Ihrem Konto wurde sich von einem Browser angemeldet, den Sie hier noch nie benutzt haben.",
    ],
    facts: [
      { label: "Gerät", value: device },
      { label: "Von", value: place },
      { label: "Wann", value: figures.date(atMs) },
    ].filter(({ value }) => value !== ""),
    action: { label: secure, url },
    after: [
      "Wenn Sie es waren, ist nichts zu tun. Sonst beenden Sie die Sitzung und wählen ein neues Passwort.",
      why,
    ],
  }),
  "account-attacked": ({ url }) => ({
    subject: "Jemand probiert Passwörter an Ihrem Konto",
    paragraphs: [
      "Bei Ihrem Konto gab es viele fehlgeschlagene Anmeldungen von Browsern, die Sie nie benutzt haben. Keine ist gelungen.",
      "Solche Versuche bremsen wir immer stärker. Browser, mit denen Sie sich schon angemeldet haben, sind nicht betroffen.",
    ],
    action: { label: secure, url },
    after: [
      "Wenn Ihr Passwort kurz ist oder auch anderswo gilt, wählen Sie ein anderes und schalten Sie die Zwei-Faktor-Anmeldung ein.",
      why,
    ],
  }),
  "password-changed": ({ url }) => ({
    subject: "Ihr Passwort wurde geändert",
    paragraphs: [
      "Das Passwort Ihres Kontos wurde geändert, Ihre anderen Sitzungen wurden beendet.",
    ],
    action: { label: "Neues Passwort wählen", url },
    after: ["Wenn Sie es nicht waren, wählen Sie sofort ein neues Passwort.", why],
  }),
  "email-change-agree": ({ url, email }, figures) => ({
    subject: "Einer neuen E-Mail-Adresse zustimmen",
    paragraphs: [
      `Jemand, vermutlich Sie, möchte die Adresse dieses Kontos in ${figures.code(email)} ändern.`,
      "Nichts ändert sich, bevor beide Adressen zustimmen.",
    ],
    action: { label: "Zustimmen oder stoppen", url },
    after: [
      "Der Link gilt einen Tag. Wenn Sie es nicht waren, öffnen Sie ihn, stoppen Sie die Änderung und wählen Sie dann ein neues Passwort.",
    ],
  }),
  "email-change-prove": ({ url, email }, figures) => ({
    subject: "Ihre neue E-Mail-Adresse bestätigen",
    paragraphs: [
      `Jemand, vermutlich Sie, möchte diese Adresse, ${figures.code(email)}, für ein Konto verwenden.`,
      "Die bisherige Adresse muss ebenfalls zustimmen.",
    ],
    action: { label: "Diese Adresse bestätigen", url },
    after: [
      "Der Link gilt einen Tag. Wenn Sie es nicht waren, lassen Sie diese E-Mail liegen: Nichts ändert sich.",
    ],
  }),
  "email-changed": ({ url, email }, figures) => ({
    subject: "Ihre E-Mail-Adresse wurde geändert",
    paragraphs: [
      `Ab jetzt ist ${figures.code(email)} die Adresse Ihres Kontos. Andere Sitzungen wurden beendet.`,
    ],
    action: { label: secure, url },
    after: ["Wenn Sie es nicht waren, wenden Sie sich sofort an den Betreiber dieser Seite.", why],
  }),
  "two-factor-changed": ({ url, change }) => ({
    subject: changes[change][0],
    paragraphs: [changes[change][1]],
    action: { label: secure, url },
    after: [ifNotYou, why],
  }),
};
