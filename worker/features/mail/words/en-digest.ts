import type { DigestWords } from "./words.ts";

export const enDigest: DigestWords = {
  digest: ({ period, untilAtMs, usedPt, answers, notices, url }, figures) => ({
    subject: period === "daily" ? "Your day in Selvedge" : "Your week in Selvedge",
    paragraphs: [
      period === "daily"
        ? `This is what happened in your workspaces on the day before ${figures.date(untilAtMs)}.`
        : `This is what happened in your workspaces in the seven days until ${figures.date(untilAtMs)}.`,
    ],
    facts: [
      { label: "PT used", value: figures.pt(usedPt) },
      { label: "Answers", value: figures.count(answers) },
      { label: "Notifications", value: figures.count(notices) },
    ],
    action: { label: "See where they went", url },
    after: ["You choose how often this comes under Account, in Notifications."],
  }),
};
