import type { DigestWords } from "./words.ts";

export const esDigest: DigestWords = {
  digest: ({ period, untilAtMs, usedPt, answers, notices, url }, figures) => ({
    subject: period === "daily" ? "Tu día en Selvedge" : "Tu semana en Selvedge",
    paragraphs: [
      period === "daily"
        ? `Esto es lo que pasó en tus espacios de trabajo el día anterior al ${figures.date(untilAtMs)}.`
        : `Esto es lo que pasó en tus espacios de trabajo en los siete días hasta el ${figures.date(untilAtMs)}.`,
    ],
    facts: [
      { label: "PT usados", value: figures.pt(usedPt) },
      { label: "Respuestas", value: figures.count(answers) },
      { label: "Notificaciones", value: figures.count(notices) },
    ],
    action: { label: "Ver en qué se usaron", url },
    after: ["Eliges la frecuencia en Cuenta, en Notificaciones."],
  }),
};
