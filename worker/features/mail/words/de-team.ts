import type { TeamWords } from "./words.ts";

export const deTeam: TeamWords = {
  invitation: ({ url, workspace, inviter, expiresAtMs }, { date }) => ({
    subject: `${inviter} lädt Sie zu ${workspace} ein`,
    paragraphs: [
      `${inviter} möchte mit Ihnen im Arbeitsbereich „${workspace}“ auf Selvedge zusammenarbeiten.`,
      `Der Link ist nur für Sie und gilt bis ${date(expiresAtMs)}.`,
    ],
    action: { label: "Einladung öffnen", url },
    after: [
      "Wenn Sie nicht wissen, wer das ist, ignorieren Sie diese E-Mail oder lehnen Sie auf der Seite ab: Es geschieht nichts.",
    ],
  }),
  "ownership-offered": ({ url, workspace, inviter }) => ({
    subject: `${workspace} kann Ihnen gehören`,
    paragraphs: [
      `${inviter} möchte Ihnen den Arbeitsbereich „${workspace}“ übergeben: seine Mitglieder, seinen Tarif und seine Zahlungen.`,
      "Sie haben sieben Tage, um anzunehmen. Bis dahin ändert sich nichts.",
    ],
    action: { label: "Angebot ansehen", url },
    after: [],
  }),
  "join-requested": ({ url, workspace, asker, email }, { code }) => ({
    subject: `${asker} bittet um Beitritt zu ${workspace}`,
    paragraphs: [
      `${asker} möchte in den Arbeitsbereich „${workspace}“ auf Selvedge und sieht noch nichts davon.`,
      "Sie gehören zu denen, die darüber entscheiden dürfen. Die erste Antwort zählt, und wir geben sie weiter.",
    ],
    facts: [{ label: "Adresse", value: code(email) }],
    action: { label: "Hereinlassen oder ablehnen", url },
    after: [],
  }),
  "join-answered": ({ url, workspace, answer }) =>
    answer === "approved"
      ? {
          subject: `Sie sind in ${workspace}`,
          paragraphs: [
            `Sie haben um Beitritt zum Arbeitsbereich „${workspace}“ auf Selvedge gebeten und wurden hereingelassen.`,
            "Von jetzt an finden Sie ihn unter Ihren Arbeitsbereichen.",
          ],
          action: { label: "Arbeitsbereich öffnen", url },
          after: [],
        }
      : {
          subject: `Ihre Anfrage an ${workspace} wurde abgelehnt`,
          paragraphs: [
            `Sie haben um Beitritt zum Arbeitsbereich „${workspace}“ auf Selvedge gebeten. Jemand, der darüber entscheiden darf, hat abgelehnt.`,
            "Sonst ändert sich nichts: Ihr Konto und Ihre eigenen Arbeitsbereiche bleiben, wie sie sind. Halten Sie es für ein Versehen, sprechen Sie mit jemandem, mit dem Sie dort arbeiten; man kann Sie einladen.",
          ],
          action: { label: "Ihre Arbeitsbereiche ansehen", url },
          after: [],
        },
  "key-leaked": ({ url, key, prefix, where }, { code }) => ({
    subject: "Ein API-Schlüssel von Ihnen wurde öffentlich gefunden",
    paragraphs: [
      `Der Schlüssel „${key}“ wurde an einer Stelle gefunden, die andere lesen können. Wir haben ihn widerrufen; er öffnet nichts mehr.`,
      "Erstellen Sie einen neuen Schlüssel, legen Sie ihn dorthin, wo nur Ihr Programm ihn lesen kann, und sehen Sie die Nutzung auf Fremdes durch.",
    ],
    facts: [
      { label: "Schlüssel", value: code(`${prefix}…`) },
      ...(where === "" ? [] : [{ label: "Gefunden unter", value: code(where) }]),
    ],
    action: { label: "API-Schlüssel öffnen", url },
    after: [],
  }),
  "program-stolen": ({ url, program, workspace }, { code }) => ({
    subject: "Der Zugang eines Programms zu Ihrem Konto wurde beendet",
    paragraphs: [
      `Das Programm „${program}“, das Sie in ${workspace} zugelassen haben, hat ein Token vorgelegt, das schon benutzt war. Jemand hat es kopiert, deshalb haben wir den Zugang beendet: Seine Tokens öffnen nichts mehr.`,
      "Ist das Programm Ihres, lassen Sie es neu zu. Kennen Sie es nicht, ist nichts weiter nötig; sehen Sie die Nutzung auf Fremdes durch.",
    ],
    facts: [
      { label: "Programm", value: code(program) },
      { label: "Arbeitsbereich", value: workspace },
    ],
    action: { label: "Zugelassene Programme ansehen", url },
    after: [],
  }),
};
