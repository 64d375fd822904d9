import type { NoticeWords } from "./words.ts";

export const fr: NoticeWords = {
  action: "Voir les détails",
  texts: {
    "plan-threshold": [
      "{percent} des PT de cette période sont utilisés",
      "Votre espace de travail a utilisé {percent} de ce dont dispose cette période.",
    ],
    "burn-rate": [
      "Les PT partent plus vite que d’habitude",
      "{used} ont été utilisés en peu de temps.",
    ],
    "advanced-share": [
      "La part des modèles avancés est presque épuisée",
      "{percent} de la part de l’offre pour les modèles avancés sont utilisés.",
    ],
    "written-off": [
      "Une partie d’un débit a été annulée",
      "{amount} de plus que votre solde ont été utilisés ; nous les avons pris en charge.",
    ],
    debt: [
      "Votre solde est négatif",
      "{amount} sont dus. Les nouvelles demandes sont refusées jusqu’à ce qu’ils soient couverts.",
    ],
    test: ["Un test de Selvedge", "Si vous lisez ceci, les notifications arrivent ici."],
    other: ["Du nouveau dans Selvedge", "Ouvrez pour voir de quoi il s’agit."],
  },
};
