import type { NoticeWords } from "./words.ts";

export const de: NoticeWords = {
  action: "Details ansehen",
  texts: {
    "plan-threshold": [
      "{percent} der PT dieses Zeitraums sind verbraucht",
      "Ihr Arbeitsbereich hat {percent} dessen verbraucht, was dieser Zeitraum hat.",
    ],
    "burn-rate": [
      "PT werden ungewöhnlich schnell verbraucht",
      "{used} wurden in kurzer Zeit verbraucht.",
    ],
    "advanced-share": [
      "Der Anteil für fortgeschrittene Modelle ist fast verbraucht",
      "{percent} des Anteils für fortgeschrittene Modelle sind verbraucht.",
    ],
    "written-off": [
      "Ein Teil einer Belastung wurde ausgebucht",
      "{amount} mehr als vorhanden wurden verbraucht; wir haben sie übernommen.",
    ],
    debt: [
      "Ihr Guthaben ist unter null",
      "{amount} sind offen. Neue Anfragen werden abgelehnt, bis sie gedeckt sind.",
    ],
    test: ["Ein Test von Selvedge", "Wenn Sie das lesen, kommen Benachrichtigungen hier an."],
    other: ["Etwas Neues in Selvedge", "Öffnen Sie es, um es zu sehen."],
  },
};
