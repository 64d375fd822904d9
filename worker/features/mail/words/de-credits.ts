import type { DisputeAlert, DisputeStep } from "#features/mail/schema";
import { isSome } from "./figures.ts";
import type { CreditWords, OperatorWords } from "./words.ts";

const whyAlert =
  "Wann Sie benachrichtigt werden, bestimmen Sie in der Abrechnung unter „Grenzen und Hinweise“.";
const whyOperator = "Sie erhalten diese E-Mail, weil Sie diese Website betreiben.";

const steps: Record<DisputeStep, (pt: string) => [string, string]> = {
  opened: (pt) => [
    "Wir haben Ihren Einspruch erhalten",
    `Sie beanstanden eine Buchung über ${pt}. Die Belege werden zusammengestellt; Sie hören von uns, sobald entschieden ist.`,
  ],
  asked: (pt) => [
    "Eine Frage zu Ihrem Einspruch",
    `Um über die Buchung von ${pt} zu entscheiden, müssen wir etwas von Ihnen wissen.`,
  ],
  answered: (pt) => [
    "Eine neue Nachricht zu einem Einspruch",
    `Es gibt eine Antwort zum Einspruch gegen eine Buchung über ${pt}.`,
  ],
  approved: (pt) => [
    "Ihrem Einspruch wurde stattgegeben",
    `Sie hatten recht: ${pt} sind wieder auf Ihrem Guthaben.`,
  ],
  partly: (pt) => [
    "Ihrem Einspruch wurde teilweise stattgegeben",
    `Ein Teil der Buchung wurde zurückgegeben: ${pt} sind wieder auf Ihrem Guthaben.`,
  ],
  denied: (pt) => [
    "Über Ihren Einspruch wurde entschieden",
    `Die Buchung über ${pt} bleibt bestehen. Den Grund und alle Belege finden Sie auf der Seite des Einspruchs.`,
  ],
  withdrawn: (pt) => [
    "Ein Einspruch wurde zurückgezogen",
    `Der Einspruch gegen eine Buchung über ${pt} wurde zurückgezogen. Die Buchung bleibt, wie sie war.`,
  ],
  expired: (pt) => [
    "Ihr Einspruch wurde geschlossen",
    `Es kam keine Antwort in der Frist, darum wurde der Einspruch gegen eine Buchung über ${pt} geschlossen. Die Buchung bleibt, wie sie war.`,
  ],
};

const endpointGone =
  "Einer Ihrer Endpunkte hat geantwortet, dass es ihn nicht mehr gibt (410), darum bekommt er keine Nachrichten mehr. Sie bleiben in seinem Protokoll: Schalten Sie ihn wieder ein und senden Sie sie noch einmal.";
const endpointFailing =
  "Nachrichten an einen Ihrer Endpunkte schlugen immer wieder fehl, darum bekommt er keine mehr. Sie bleiben in seinem Protokoll: Schalten Sie ihn wieder ein und senden Sie sie noch einmal.";

export const deCredits: CreditWords = {
  "usage-alert": ({ percent, usedPt, grantedPt, url }, figures) => ({
    subject: `${figures.percent(percent)} der PT dieses Zeitraums sind verbraucht`,
    paragraphs: [
      `Ihr Arbeitsbereich hat ${figures.pt(usedPt)} von ${figures.pt(grantedPt)} dieses Zeitraums verbraucht.`,
    ],
    action: { label: "Verbrauch ansehen", url },
    after: [whyAlert],
  }),
  "pt-low": ({ availablePt, url }, figures) => ({
    subject: "Ihre PT gehen zur Neige",
    paragraphs: [
      `Ihr Arbeitsbereich hat noch ${figures.pt(availablePt)}. Eine Frage, die mehr kosten könnte, wird abgelehnt, bevor etwas berechnet wird.`,
    ],
    action: { label: "PT nachkaufen", url },
    after: [whyAlert],
  }),
  "spend-cap-reached": ({ capPt, url }, figures) => ({
    subject: "Die Ausgabengrenze Ihres Arbeitsbereichs ist erreicht",
    paragraphs: [
      `Ihr Arbeitsbereich hat die ${figures.pt(capPt)} verbraucht, die er in einem Zeitraum ausgeben darf. Neue Anfragen werden bis zum nächsten Zeitraum abgelehnt, oder bis jemand mit Verwaltungsrechten die Grenze anhebt.`,
    ],
    action: { label: "Grenze ändern", url },
    after: [whyAlert],
  }),
  "dispute-update": ({ step, amountPt, message, url }, figures) => {
    const [subject, paragraph] = steps[step](figures.pt(amountPt));
    return {
      subject,
      paragraphs: [paragraph],
      quote: message,
      action: { label: "Einspruch öffnen", url },
      after: [],
    };
  },
  "webhook-disabled": ({ endpoint, reason, url }, figures) => ({
    subject: "Ein Webhook-Endpunkt wurde ausgeschaltet",
    paragraphs: [reason === "gone" ? endpointGone : endpointFailing],
    facts: [{ label: "Endpunkt", value: figures.code(endpoint) }],
    action: { label: "Endpunkt öffnen", url },
    after: ["Sie erhalten diese E-Mail, weil Sie einen Arbeitsbereich verwalten."],
  }),
  "channel-disabled": ({ channel, reason, url }) => ({
    subject: "Ein Kanal wurde ausgeschaltet",
    paragraphs: [
      reason === "gone"
        ? `Ihr Kanal „${channel}“ hat geantwortet, dass es ihn nicht mehr gibt, darum erfährt er nichts mehr. Legen Sie dort eine neue Adresse an und fügen Sie sie hinzu, oder löschen Sie den Kanal.`
        : `Seit fünf Tagen kommt zu Ihrem Kanal „${channel}“ nichts durch, darum erfährt er nichts mehr. Prüfen Sie seine Adresse und schalten Sie ihn wieder ein.`,
    ],
    action: { label: "Kanäle öffnen", url },
    after: ["Sie erhalten diese E-Mail, weil Sie einen Arbeitsbereich verwalten."],
  }),
};

const alerts: Record<DisputeAlert, (pt: string) => [string, string]> = {
  new: (pt) => [
    `Einspruch gegen eine Buchung über ${pt}`,
    `Jemand hat Einspruch gegen eine Buchung über ${pt} erhoben. Die Belege sammeln sich von selbst; entscheiden Sie vor Ablauf der Frist oder stellen Sie eine Frage.`,
  ],
  overdue: (pt) => [
    `Überfällig: ein Einspruch über ${pt}`,
    `Der Einspruch gegen eine Buchung über ${pt} hätte schon beantwortet sein sollen. Wer ihn erhoben hat, wartet noch.`,
  ],
  "second-approval": (pt) => [
    `Zweite Zustimmung nötig: ${pt}`,
    `Jemand anderes möchte einem Einspruch über ${pt} stattgeben. Bei einem solchen Betrag muss eine zweite Person zustimmen.`,
  ],
};

export const deOperator: OperatorWords = {
  "chargeback-opened": ({ amountMinor, currency, reason, dueAtMs, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Rückbuchung über ${amount}`,
      paragraphs: [
        "Eine Bank fordert eine Zahlung zurück. Die Belege aus dem Hauptbuch und den Protokollen sind vorbereitet; prüfen Sie sie und reichen Sie sie vor der Frist der Bank ein.",
      ],
      facts: [
        { label: "Betrag", value: amount },
        { label: "Grund", value: figures.code(reason) },
        ...(isSome(dueAtMs) ? [{ label: "Belege bis", value: figures.date(dueAtMs) }] : []),
      ],
      action: { label: "Belege prüfen", url },
      after: [whyOperator],
    };
  },
  "margin-alert": ({ plan, marginPercent, light, url }, figures) => ({
    subject: `${light === "red" ? "Rot" : "Gelb"}: Die Marge von ${figures.name(plan)} liegt bei ${figures.percent(marginPercent)}`,
    paragraphs: [
      `Der Umsatz abzüglich der Kosten der KI-Anbieter lässt bei ${figures.name(plan)} noch ${figures.percent(marginPercent)}. Über ${figures.percent("65")} ist grün, unter ${figures.percent("50")} ist rot.`,
    ],
    action: { label: "Margen ansehen", url },
    after: [whyOperator],
  }),
  "reconciliation-alert": ({ open, url }, figures) => ({
    subject: `Abgleich: offene Abweichungen: ${figures.count(open)}`,
    paragraphs: [
      "Der nächtliche Vergleich des Hauptbuchs mit Stripe und den KI-Anbietern hat Unterschiede hinterlassen, die noch niemand erklärt hat.",
    ],
    facts: [{ label: "Offene Abweichungen", value: figures.count(open) }],
    action: { label: "Abweichungen ansehen", url },
    after: [whyOperator],
  }),
  "dispute-alert": ({ alert, amountPt, dueAtMs, url }, figures) => {
    const [subject, paragraph] = alerts[alert](figures.pt(amountPt));
    const label = alert === "overdue" ? "Antwort war fällig am" : "Antwort fällig am";
    return {
      subject,
      paragraphs: [paragraph],
      facts: isSome(dueAtMs) ? [{ label, value: figures.date(dueAtMs) }] : [],
      action: { label: "Einspruch öffnen", url },
      after: [whyOperator],
    };
  },
};
