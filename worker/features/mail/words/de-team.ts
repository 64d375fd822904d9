import type { TeamWords } from "./words.ts";

export const deTeam: TeamWords = {
  invitation: ({ url, workspace, inviter, expiresAtMs }, { date }) => ({
    subject: `${inviter} lädt dich zu ${workspace} ein`,
    paragraphs: [
      `${inviter} möchte mit dir im Arbeitsbereich „${workspace}“ auf Selvedge zusammenarbeiten.`,
      `Der Link ist nur für dich und gilt bis ${date(expiresAtMs)}.`,
    ],
    action: { label: "Einladung öffnen", url },
    after: [
      "Wenn du nicht weißt, wer das ist, ignoriere diese Mail oder lehne auf der Seite ab: Es geschieht nichts.",
    ],
  }),
  "ownership-offered": ({ url, workspace, inviter }) => ({
    subject: `${workspace} kann dir gehören`,
    paragraphs: [
      `${inviter} bietet dir den Besitz des Arbeitsbereichs „${workspace}“ an: seine Leute, seinen Tarif und seine Zahlungen.`,
      "Du hast sieben Tage, um anzunehmen. Bis dahin ändert sich nichts.",
    ],
    action: { label: "Angebot ansehen", url },
    after: [],
  }),
  "key-leaked": ({ url, key, prefix, where }, { code }) => ({
    subject: "Ein API-Schlüssel von dir wurde öffentlich gefunden",
    paragraphs: [
      `Der Schlüssel „${key}“ wurde an einer Stelle gefunden, die andere lesen können. Wir haben ihn widerrufen; er öffnet nichts mehr.`,
      "Erstelle einen neuen Schlüssel, lege ihn dorthin, wo nur dein Programm ihn lesen kann, und sieh die Nutzung auf Fremdes durch.",
    ],
    facts: [
      { label: "Schlüssel", value: code(`${prefix}…`) },
      ...(where === "" ? [] : [{ label: "Gefunden unter", value: code(where) }]),
    ],
    action: { label: "API-Schlüssel öffnen", url },
    after: [],
  }),
  "program-stolen": ({ url, program, workspace }, { code }) => ({
    subject: "Der Zugang eines Programms zu deinem Konto wurde beendet",
    paragraphs: [
      `Das Programm „${program}“, das du in ${workspace} zugelassen hast, hat ein Token vorgelegt, das schon benutzt war. Jemand hat es kopiert, deshalb haben wir den Zugang beendet: Seine Tokens öffnen nichts mehr.`,
      "Ist das Programm deines, lass es neu zu. Kennst du es nicht, ist nichts weiter nötig; sieh die Nutzung auf Fremdes durch.",
    ],
    facts: [
      { label: "Programm", value: code(program) },
      { label: "Arbeitsbereich", value: workspace },
    ],
    action: { label: "Zugelassene Programme ansehen", url },
    after: [],
  }),
};
