import type { DigestWords } from "./words.ts";

export const deDigest: DigestWords = {
  digest: ({ period, untilAtMs, usedPt, answers, notices, url }, figures) => ({
    subject: period === "daily" ? "Ihr Tag in Selvedge" : "Ihre Woche in Selvedge",
    paragraphs: [
      period === "daily"
        ? `Das geschah in Ihren Arbeitsbereichen am Tag vor dem ${figures.date(untilAtMs)}.`
        : `Das geschah in Ihren Arbeitsbereichen in den sieben Tagen bis zum ${figures.date(untilAtMs)}.`,
    ],
    facts: [
      { label: "Verbrauchte PT", value: figures.pt(usedPt) },
      { label: "Antworten", value: figures.count(answers) },
      { label: "Benachrichtigungen", value: figures.count(notices) },
    ],
    action: { label: "Ansehen, wofür", url },
    after: ["Wie oft das kommt, wählen Sie unter Konto bei Benachrichtigungen."],
  }),
};
