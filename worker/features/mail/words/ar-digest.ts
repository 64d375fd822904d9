import type { DigestWords } from "./words.ts";

export const arDigest: DigestWords = {
  digest: ({ period, untilAtMs, usedPt, answers, notices, url }, figures) => ({
    subject: period === "daily" ? "يومك في Selvedge" : "أسبوعك في Selvedge",
    paragraphs: [
      period === "daily"
        ? `هذا ما حدث في مساحات عملك في اليوم السابق لـ ${figures.date(untilAtMs)}.`
        : `هذا ما حدث في مساحات عملك خلال الأيام السبعة حتى ${figures.date(untilAtMs)}.`,
    ],
    facts: [
      { label: "PT المستخدمة", value: figures.pt(usedPt) },
      { label: "الإجابات", value: figures.count(answers) },
      { label: "الإشعارات", value: figures.count(notices) },
    ],
    action: { label: "عرض أوجه استخدامها", url },
    after: ["تختار وتيرة هذا الملخص في الحساب ضمن الإشعارات."],
  }),
};
