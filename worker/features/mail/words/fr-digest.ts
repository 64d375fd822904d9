import type { DigestWords } from "./words.ts";

export const frDigest: DigestWords = {
  digest: ({ period, untilAtMs, usedPt, answers, notices, url }, figures) => ({
    subject: period === "daily" ? "Votre journée dans Selvedge" : "Votre semaine dans Selvedge",
    paragraphs: [
      period === "daily"
        ? `Voici ce qui s’est passé dans vos espaces de travail la veille du ${figures.date(untilAtMs)}.`
        : `Voici ce qui s’est passé dans vos espaces de travail durant les sept jours jusqu’au ${figures.date(untilAtMs)}.`,
    ],
    facts: [
      { label: "PT utilisés", value: figures.pt(usedPt) },
      { label: "Réponses", value: figures.count(answers) },
      { label: "Notifications reçues", value: figures.count(notices) },
    ],
    action: { label: "Voir où ils sont allés", url },
    after: ["Vous choisissez la fréquence sous Compte, dans Notifications."],
  }),
};
