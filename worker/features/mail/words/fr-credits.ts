import type { DisputeAlert, DisputeStep } from "#features/mail/schema";
import { isSome } from "./figures.ts";
import type { CreditWords, OperatorWords } from "./words.ts";

const whyAlert =
  "Vous choisissez quand vous êtes prévenu dans Facturation, sous « Limites et alertes ».";
const whyOperator = "Vous recevez cet e-mail parce que vous exploitez ce site.";

const steps: Record<DisputeStep, (pt: string) => [string, string]> = {
  opened: (pt) => [
    "Nous avons reçu votre réclamation",
    `Vous contestez un débit de ${pt}. Les preuves sont en cours de réunion ; vous serez prévenu dès la décision.`,
  ],
  asked: (pt) => [
    "Une question sur votre réclamation",
    `Pour décider du débit de ${pt}, nous avons besoin d’une précision de votre part.`,
  ],
  answered: (pt) => [
    "Un nouveau message dans une réclamation",
    `Il y a une réponse dans la réclamation sur un débit de ${pt}.`,
  ],
  approved: (pt) => [
    "Votre réclamation est acceptée",
    `Vous aviez raison : ${pt} sont de retour sur votre solde.`,
  ],
  partly: (pt) => [
    "Votre réclamation est acceptée en partie",
    `Une partie du débit a été rendue : ${pt} sont de retour sur votre solde.`,
  ],
  denied: (pt) => [
    "Votre réclamation est tranchée",
    `Le débit de ${pt} est maintenu. La raison et toutes les preuves sont sur la page de la réclamation.`,
  ],
  withdrawn: (pt) => [
    "Une réclamation a été retirée",
    `La réclamation sur un débit de ${pt} a été retirée. Le débit reste tel quel.`,
  ],
  expired: (pt) => [
    "Votre réclamation est close",
    `Aucune réponse n’est arrivée à temps : la réclamation sur un débit de ${pt} a été close. Le débit reste tel quel.`,
  ],
};

const endpointGone =
  "L’une de vos destinations a répondu qu’elle n’existe plus (410) : elle ne reçoit plus de messages. Ils restent dans son journal : réactivez-la et renvoyez-les.";
const endpointFailing =
  "Les messages vers l’une de vos destinations échouaient sans cesse : elle n’en reçoit plus. Ils restent dans son journal : réactivez-la et renvoyez-les.";

export const frCredits: CreditWords = {
  "usage-alert": ({ percent, usedPt, grantedPt, url }, figures) => ({
    subject: `${figures.percent(percent)} des PT de cette période sont utilisés`,
    paragraphs: [
      `Votre espace a utilisé ${figures.pt(usedPt)} sur les ${figures.pt(grantedPt)} de cette période.`,
    ],
    action: { label: "Voir leur utilisation", url },
    after: [whyAlert],
  }),
  "pt-low": ({ availablePt, url }, figures) => ({
    subject: "Vos PT s’épuisent",
    paragraphs: [
      `Il reste ${figures.pt(availablePt)} à votre espace. Une question qui pourrait coûter davantage est refusée avant tout débit.`,
    ],
    action: { label: "Obtenir des PT", url },
    after: [whyAlert],
  }),
  "spend-cap-reached": ({ capPt, url }, figures) => ({
    subject: "Le plafond de dépenses de votre espace est atteint",
    paragraphs: [
      `Votre espace a utilisé les ${figures.pt(capPt)} qu’il peut dépenser par période. Les nouvelles demandes sont refusées jusqu’à la période suivante, ou jusqu’à ce qu’un administrateur relève le plafond.`,
    ],
    action: { label: "Changer le plafond", url },
    after: [whyAlert],
  }),
  "dispute-update": ({ step, amountPt, message, url }, figures) => {
    const [subject, paragraph] = steps[step](figures.pt(amountPt));
    return {
      subject,
      paragraphs: [paragraph],
      quote: message,
      action: { label: "Ouvrir la réclamation", url },
      after: [],
    };
  },
  "webhook-disabled": ({ endpoint, reason, url }, figures) => ({
    subject: "Une destination de webhook a été désactivée",
    paragraphs: [reason === "gone" ? endpointGone : endpointFailing],
    facts: [{ label: "Destination", value: figures.code(endpoint) }],
    action: { label: "Ouvrir la destination", url },
    after: ["Vous recevez cet e-mail parce que vous administrez un espace."],
  }),
  "channel-disabled": ({ channel, reason, url }) => ({
    subject: "Un canal a été désactivé",
    paragraphs: [
      reason === "gone"
        ? `Votre canal « ${channel} » a répondu qu’il n’existe plus : il n’est plus informé. Créez-y une nouvelle adresse et ajoutez-la, ou supprimez le canal.`
        : `Depuis cinq jours, rien ne parvient à votre canal « ${channel} » : il n’est plus informé. Vérifiez son adresse et réactivez-le.`,
    ],
    action: { label: "Ouvrir les canaux", url },
    after: ["Vous recevez cet e-mail parce que vous administrez un espace."],
  }),
};

const alerts: Record<DisputeAlert, (pt: string) => [string, string]> = {
  new: (pt) => [
    `Un débit de ${pt} est contesté`,
    `Quelqu’un conteste un débit de ${pt}. Les preuves se rassemblent d’elles-mêmes ; décidez ou posez une question avant l’échéance.`,
  ],
  overdue: (pt) => [
    `En retard : une réclamation de ${pt}`,
    `La réclamation sur un débit de ${pt} devrait déjà avoir reçu une réponse. La personne qui l’a ouverte attend toujours.`,
  ],
  "second-approval": (pt) => [
    `Une deuxième approbation est nécessaire pour ${pt}`,
    `Quelqu’un d’autre veut accepter une réclamation de ${pt}. Un tel montant demande l’accord d’une deuxième personne.`,
  ],
};

export const frOperator: OperatorWords = {
  "chargeback-opened": ({ amountMinor, currency, reason, dueAtMs, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Rétrofacturation de ${amount}`,
      paragraphs: [
        "Une banque réclame le retour d’un paiement. Les preuves tirées du grand livre et des journaux sont prêtes ; vérifiez-les et envoyez-les avant la date limite de la banque.",
      ],
      facts: [
        { label: "Montant", value: amount },
        { label: "Motif", value: figures.code(reason) },
        ...(isSome(dueAtMs)
          ? [{ label: "Preuves à fournir avant le", value: figures.date(dueAtMs) }]
          : []),
      ],
      action: { label: "Vérifier les preuves", url },
      after: [whyOperator],
    };
  },
  "margin-alert": ({ plan, marginPercent, light, url }, figures) => ({
    subject: `${light === "red" ? "Rouge" : "Jaune"} : la marge de ${figures.name(plan)} est de ${figures.percent(marginPercent)}`,
    paragraphs: [
      `Les recettes moins le coût des fournisseurs d’IA laissent ${figures.percent(marginPercent)} pour ${figures.name(plan)}. Au-dessus de ${figures.percent("65")}, c’est vert ; en dessous de ${figures.percent("50")}, c’est rouge.`,
    ],
    action: { label: "Voir les marges", url },
    after: [whyOperator],
  }),
  "reconciliation-alert": ({ open, url }, figures) => ({
    subject: `Rapprochement : écarts ouverts : ${figures.count(open)}`,
    paragraphs: [
      "La comparaison nocturne du grand livre avec Stripe et les fournisseurs d’IA a laissé des écarts que personne n’a encore expliqués.",
    ],
    facts: [{ label: "Écarts ouverts", value: figures.count(open) }],
    action: { label: "Les voir", url },
    after: [whyOperator],
  }),
  "dispute-alert": ({ alert, amountPt, dueAtMs, url }, figures) => {
    const [subject, paragraph] = alerts[alert](figures.pt(amountPt));
    const label = alert === "overdue" ? "La réponse était attendue le" : "Réponse attendue le";
    return {
      subject,
      paragraphs: [paragraph],
      facts: isSome(dueAtMs) ? [{ label, value: figures.date(dueAtMs) }] : [],
      action: { label: "Ouvrir la réclamation", url },
      after: [whyOperator],
    };
  },
};
