import type { PlanChange } from "#features/mail/schema";
import { cardBrand, isSome } from "./figures.ts";
import type { PaymentWords, PlanWords } from "./words.ts";

const whyYou = "Sie erhalten diese E-Mail, weil Sie die Abrechnung eines Arbeitsbereichs betreuen.";

const topupReasons: Record<string, string> = {
  card_declined: "Die Bank hat die Karte abgelehnt.",
  insufficient_funds: "Auf der Karte war nicht genug Geld.",
  expired_card: "Die Karte ist abgelaufen.",
  incorrect_cvc: "Die Prüfziffer der Karte war falsch.",
  authentication_required: "Die Bank verlangt, dass Sie die Zahlung selbst bestätigen.",
  turned_off:
    "Es war der dritte Fehlschlag in Folge; das automatische Aufladen ist jetzt ausgeschaltet.",
};

const changes: Record<PlanChange, (plan: string, date: string) => [string, ...string[]]> = {
  started: (plan, date) => [
    `Ihr Tarif ${plan} hat begonnen`,
    `Der Tarif ${plan} Ihres Arbeitsbereichs hat am ${date} begonnen. Seine PT sind auf Ihrem Guthaben, sobald die Rechnung bezahlt ist.`,
  ],
  "trial-started": (plan, date) => [
    `Ihre Probezeit mit ${plan} hat begonnen`,
    `Sie können den Tarif ${plan} bis zum ${date} ausprobieren. Dann wird die erste Zahlung eingezogen; kündigen Sie vorher, zahlen Sie nichts.`,
  ],
  "trial-ending": (plan, date) => [
    `Ihre Probezeit mit ${plan} endet bald`,
    `Ihre Probezeit mit dem Tarif ${plan} endet am ${date}. Dann wird die erste Zahlung eingezogen; kündigen Sie vorher, zahlen Sie nichts.`,
  ],
  upgraded: (plan, date) => [
    `Ihr Tarif ist jetzt ${plan}`,
    `Der Tarif ${plan} gilt seit dem ${date}. Die PT für den Rest des Zeitraums kommen hinzu, sobald die Rechnung bezahlt ist; was Sie verbraucht haben, bleibt, wie es ist.`,
  ],
  "downgrade-scheduled": (plan, date) => [
    `Ihr Tarif wechselt zu ${plan}`,
    `Am ${date} wechselt Ihr Arbeitsbereich zum Tarif ${plan}. Bis dahin bleibt alles, wie es ist, und Sie können den Wechsel zurücknehmen.`,
  ],
  downgraded: (plan, date) => [
    `Ihr Tarif ist jetzt ${plan}`,
    `Der Tarif ${plan} gilt seit dem ${date}. Vorhandene PT bleiben, bis sie verfallen.`,
  ],
  "cancel-scheduled": (plan, date) => [
    "Ihr Tarif ist gekündigt",
    `Der Tarif ${plan} endet am ${date}. Bis dahin bleibt alles, wie es ist, und Sie können ihn mit einem Klick fortsetzen.`,
  ],
  canceled: (plan, date) => [
    "Ihr Tarif ist beendet",
    `Der Tarif ${plan} endete am ${date}. Ihr Arbeitsbereich hat jetzt den kostenlosen Tarif; Ihre Unterhaltungen und Dokumente sind noch da.`,
    "PT, die Sie als Aufladung gekauft haben, bleiben, bis sie verfallen.",
  ],
  resumed: (plan, date) => [
    "Ihr Tarif läuft weiter",
    `Der Tarif ${plan} läuft seit dem ${date} weiter. Sonst hat sich nichts geändert.`,
  ],
  paused: (plan, date) => [
    "Ihr Tarif ruht",
    `Der Tarif ${plan} ruht ab dem ${date}. Solange wird nichts berechnet, und es kommen keine neuen PT; danach läuft er von selbst weiter.`,
  ],
};

export const dePlans: PlanWords = {
  "plan-changed": ({ change, plan, atMs, url }, figures) => {
    const [subject, ...paragraphs] = changes[change](figures.name(plan), figures.date(atMs));
    return {
      subject,
      paragraphs,
      action: { label: "Abrechnung öffnen", url },
      after: [whyYou],
    };
  },
  "plan-frozen": ({ plan, url }, { name }) => ({
    subject: `Ihr Tarif ${name(plan)} ist eingefroren`,
    paragraphs: [
      "Die offene Rechnung wurde nicht rechtzeitig bezahlt. Für Ihren Arbeitsbereich gelten jetzt die Grenzen des kostenlosen Tarifs, und das automatische Aufladen ist ausgeschaltet.",
      `Nichts wurde gelöscht, und gekaufte PT können Sie weiter verwenden. Sobald Sie die Rechnung bezahlen, ist der Tarif ${name(plan)} wieder da.`,
    ],
    action: { label: "Bezahlen und weitermachen", url },
    after: [whyYou],
  }),
};

export const dePayments: PaymentWords = {
  receipt: ({ amountMinor, currency, description, invoiceNumber, pt, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Beleg über ${amount}`,
      paragraphs: [`Vielen Dank. Wir haben Ihre Zahlung über ${amount} erhalten.`],
      facts: [
        { label: "Für", value: description === "" ? "" : figures.name(description) },
        { label: "Rechnung", value: figures.code(invoiceNumber) },
        { label: "Betrag", value: amount },
        ...(isSome(pt) ? [{ label: "Ihrem Guthaben hinzugefügt", value: figures.pt(pt) }] : []),
      ],
      action: { label: "Rechnung ansehen", url },
      after: [whyYou],
    };
  },
  "payment-failed": ({ amountMinor, currency, step, graceEndsAtMs, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    const date = figures.date(graceEndsAtMs);
    const first = `Wir konnten die Zahlung über ${amount} für Ihren Tarif nicht einziehen. Ihre Bank wird in den nächsten Tagen noch einmal gefragt; Sie können auch sofort bezahlen oder eine andere Karte verwenden.`;
    const again = `Die Zahlung über ${amount} für Ihren Tarif ist noch offen.`;
    const until = `Bis zum ${date} behalten Sie Ihren Tarif; neue PT kommen, wenn die Rechnung bezahlt ist. Danach gelten die Grenzen des kostenlosen Tarifs. Gelöscht wird nichts.`;
    const last = `Am ${date} wird Ihr Tarif eingefroren: Bis die Rechnung bezahlt ist, gelten die Grenzen des kostenlosen Tarifs. Gelöscht wird nichts.`;
    return {
      subject:
        step === "1"
          ? `Ihre Zahlung über ${amount} ist nicht durchgegangen`
          : step === "4"
            ? "Letzte Erinnerung: Ihr Tarif wird eingefroren"
            : `Erinnerung: ${amount} sind noch offen`,
      paragraphs: [step === "1" ? first : again, step === "4" ? last : until],
      action: { label: "Jetzt bezahlen", url },
      after: [whyYou],
    };
  },
  "payment-recovered": ({ amountMinor, currency, url }, figures) => ({
    subject: "Ihre Zahlung ist eingegangen",
    paragraphs: [
      `Wir haben die offene Zahlung über ${figures.money({ amountMinor, currency })} erhalten. Ihr Tarif läuft wie bisher weiter, und seine PT sind auf Ihrem Guthaben.`,
    ],
    action: { label: "Abrechnung öffnen", url },
    after: [whyYou],
  }),
  "refund-issued": ({ amountMinor, currency, ptTaken, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Erstattung über ${amount}`,
      paragraphs: [
        `Wir haben ${amount} an die Karte oder das Konto zurückgesandt, womit Sie bezahlt haben. Bis die Bank es zeigt, vergehen fünf bis zehn Tage.`,
        ...(isSome(ptTaken)
          ? [
              `PT gehen im selben Anteil zurück wie das Geld: ${figures.pt(ptTaken)} wurden zurückgenommen.`,
            ]
          : []),
      ],
      action: { label: "Kontoauszug ansehen", url },
      after: [whyYou],
    };
  },
  "refund-failed": ({ amountMinor, currency, ptReturned, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Die Erstattung über ${amount} kam nicht an`,
      paragraphs: [
        `Wir haben ${amount} zurückgesandt, aber Ihre Bank hat den Betrag nicht angenommen: Meist ist die Karte abgelaufen oder das Konto aufgelöst. Das Geld liegt bei uns. Schreiben Sie uns, wohin es gehen soll, dann senden wir es noch einmal.`,
        ...(isSome(ptReturned)
          ? [`Die PT, die damit gegangen waren, sind wieder da: ${figures.pt(ptReturned)}.`]
          : []),
      ],
      action: { label: "Kontoauszug ansehen", url },
      after: [whyYou],
    };
  },
  "topup-failed": ({ amountMinor, currency, reason, url }, figures) => ({
    subject: "Ihre Aufladung ist nicht durchgegangen",
    paragraphs: [
      `Wir konnten ${figures.money({ amountMinor, currency })} für eine Aufladung nicht einziehen. Es wurde nichts berechnet, und es kamen keine PT hinzu.`,
      topupReasons[reason] ?? "Die Bank hat keinen Grund genannt, den wir weitergeben können.",
    ],
    action: { label: "Zahlungsmittel prüfen", url },
    after: [whyYou],
  }),
  "topup-cap-reached": ({ amountMinor, currency, url }, figures) => ({
    subject: "Das automatische Aufladen ruht bis zum nächsten Monat",
    paragraphs: [
      `Die automatischen Aufladungen dieses Monats haben Ihre Grenze von ${figures.money({ amountMinor, currency })} erreicht. Sie beginnen nächsten Monat wieder, oder wenn Sie die Grenze anheben.`,
      "Selbst kaufen können Sie PT jederzeit.",
    ],
    action: { label: "Grenze ändern", url },
    after: [whyYou],
  }),
  "card-expiring": ({ brand, last4, month, url }, figures) => ({
    subject: `Ihre Karte mit der Endung ${last4} läuft bald ab`,
    paragraphs: [
      `Die Karte von ${cardBrand(brand)} mit der Endung ${last4} gilt bis Ende ${figures.month(month)}. Hinterlegen Sie eine andere, damit Ihr Tarif ohne Unterbrechung weiterläuft.`,
    ],
    action: { label: "Karte wechseln", url },
    after: [whyYou],
  }),
  "statement-ready": ({ month, url }, figures) => ({
    subject: `Ihr Kontoauszug für ${figures.month(month)}`,
    paragraphs: [
      `Der Monat ist abgeschlossen. Der Kontoauszug für ${figures.month(month)} sagt, was hereinkam, was verbraucht wurde und was übrig ist, in PT und in Geld.`,
    ],
    action: { label: "Kontoauszug ansehen", url },
    after: [whyYou],
  }),
};
