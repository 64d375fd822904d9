import type { PrivacyWords } from "./words.ts";

export const dePrivacy: PrivacyWords = {
  "export-ready": ({ url, expiresAtMs }, figures) => ({
    subject: "Ihre Daten liegen bereit",
    paragraphs: [
      `Alles, was wir über Sie aufbewahren, ist in einem Archiv gesammelt. Holen Sie es unter Konto, Datenschutz bis zum ${figures.date(expiresAtMs)} ab; danach wird es entfernt.`,
    ],
    action: { label: "Datenschutz öffnen", url },
    after: ["Nur Sie können es abholen, angemeldet."],
  }),
  "deletion-requested": ({ url, dueAtMs }, figures) => ({
    subject: "Ihr Konto ist geschlossen",
    paragraphs: [
      `Alles, was Ihnen gehört, wird am ${figures.date(dueAtMs)} gelöscht. Bis dahin können Sie zurückkommen: Melden Sie sich an und sagen Sie es.`,
    ],
    action: { label: "Zurückkommen", url },
    after: [
      "Wenn Sie das nicht verlangt haben, melden Sie sich jetzt an und wählen Sie ein neues Passwort.",
    ],
  }),
  "subject-request": ({ url }) => ({
    subject: "Bestätigen Sie Ihre Anfrage zu Ihren Daten",
    paragraphs: [
      "Sie, oder jemand mit Ihrer Adresse, haben uns etwas zu personenbezogenen Daten gefragt. Bestätigen Sie, dass Sie es waren; dann antworten wir innerhalb eines Monats.",
    ],
    action: { label: "Anfrage bestätigen", url },
    after: ["Wenn Sie es nicht waren, ignorieren Sie diese E-Mail: Es geschieht nichts."],
  }),
  "subject-answer": ({ url, message }) => ({
    subject: "Die Antwort auf Ihre Anfrage",
    paragraphs: ["Das ist unsere Antwort auf Ihre Anfrage zu personenbezogenen Daten."],
    quote: message,
    action: { label: "Unsere Datenschutzerklärung", url },
    after: ["Sie können sich bei einer Datenschutzbehörde beschweren."],
  }),
};
