import type { PlanChange } from "#features/mail/schema";
import { cardBrand, isSome } from "./figures.ts";
import type { PaymentWords, PlanWords } from "./words.ts";

const whyYou = "Vous recevez cet e-mail parce que vous gérez la facturation d’un espace.";

const topupReasons: Record<string, string> = {
  card_declined: "La banque a refusé la carte.",
  insufficient_funds: "Le solde de la carte était insuffisant.",
  expired_card: "La carte a expiré.",
  incorrect_cvc: "Le code de sécurité de la carte était inexact.",
  authentication_required: "La banque demande que vous confirmiez vous-même le paiement.",
  turned_off:
    "C’était le troisième échec de suite : la recharge automatique est désormais désactivée.",
};

const changes: Record<PlanChange, (plan: string, date: string) => [string, ...string[]]> = {
  started: (plan, date) => [
    `Votre formule ${plan} a commencé`,
    `La formule ${plan} de votre espace a commencé le ${date}. Ses PT seront sur votre solde dès que la facture sera payée.`,
  ],
  "trial-started": (plan, date) => [
    `Votre essai de ${plan} a commencé`,
    `Vous pouvez essayer la formule ${plan} jusqu’au ${date}. Le premier paiement est prélevé à cette date ; si vous résiliez avant, vous ne payez rien.`,
  ],
  "trial-ending": (plan, date) => [
    `Votre essai de ${plan} se termine bientôt`,
    `Votre essai de la formule ${plan} se termine le ${date}. Le premier paiement est prélevé à cette date ; si vous résiliez avant, vous ne payez rien.`,
  ],
  upgraded: (plan, date) => [
    `Votre formule est désormais ${plan}`,
    `La formule ${plan} s’applique depuis le ${date}. Les PT du reste de la période sont ajoutés au paiement de la facture ; ce que vous avez utilisé ne change pas.`,
  ],
  "downgrade-scheduled": (plan, date) => [
    `Votre formule va passer à ${plan}`,
    `Le ${date}, votre espace passe à la formule ${plan}. D’ici là, rien ne change et vous pouvez annuler ce changement.`,
  ],
  downgraded: (plan, date) => [
    `Votre formule est désormais ${plan}`,
    `La formule ${plan} s’applique depuis le ${date}. Les PT que vous avez restent jusqu’à leur expiration.`,
  ],
  "cancel-scheduled": (plan, date) => [
    "Votre formule est résiliée",
    `La formule ${plan} se termine le ${date}. D’ici là, rien ne change et vous pouvez la reprendre en un clic.`,
  ],
  canceled: (plan, date) => [
    "Votre formule a pris fin",
    `La formule ${plan} a pris fin le ${date}. Votre espace a maintenant la formule gratuite ; vos conversations et vos documents sont toujours là.`,
    "Les PT achetés en recharge restent jusqu’à leur expiration.",
  ],
  resumed: (plan, date) => [
    "Votre formule continue",
    `La formule ${plan} continue depuis le ${date}. Rien d’autre n’a changé.`,
  ],
  paused: (plan, date) => [
    "Votre formule est en pause",
    `La formule ${plan} est en pause à partir du ${date}. Pendant ce temps, rien n’est prélevé et aucun PT n’arrive ; elle reprend ensuite d’elle-même.`,
  ],
};

export const frPlans: PlanWords = {
  "plan-changed": ({ change, plan, atMs, url }, figures) => {
    const [subject, ...paragraphs] = changes[change](figures.name(plan), figures.date(atMs));
    return {
      subject,
      paragraphs,
      action: { label: "Ouvrir la facturation", url },
      after: [whyYou],
    };
  },
  "plan-frozen": ({ plan, url }, { name }) => ({
    subject: `Votre formule ${name(plan)} est gelée`,
    paragraphs: [
      "La facture en attente n’a pas été payée à temps. Votre espace a maintenant les limites de la formule gratuite et la recharge automatique est désactivée.",
      `Rien n’a été supprimé et les PT achetés restent utilisables. Payez la facture et la formule ${name(plan)} revient aussitôt.`,
    ],
    action: { label: "Payer et continuer", url },
    after: [whyYou],
  }),
};

export const frPayments: PaymentWords = {
  receipt: ({ amountMinor, currency, description, invoiceNumber, pt, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Reçu de ${amount}`,
      paragraphs: [`Merci. Nous avons reçu votre paiement de ${amount}.`],
      facts: [
        { label: "Objet", value: description === "" ? "" : figures.name(description) },
        { label: "Facture", value: figures.code(invoiceNumber) },
        { label: "Montant", value: amount },
        ...(isSome(pt) ? [{ label: "Ajouté à votre solde", value: figures.pt(pt) }] : []),
      ],
      action: { label: "Voir la facture", url },
      after: [whyYou],
    };
  },
  "payment-failed": ({ amountMinor, currency, step, graceEndsAtMs, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    const date = figures.date(graceEndsAtMs);
    const first = `Nous n’avons pas pu prélever le paiement de ${amount} de votre formule. Votre banque sera de nouveau sollicitée ces prochains jours ; vous pouvez aussi payer maintenant ou utiliser une autre carte.`;
    const again = `Le paiement de ${amount} de votre formule est toujours en attente.`;
    const until = `Jusqu’au ${date}, vous gardez votre formule ; les nouveaux PT arrivent au paiement de la facture. Ensuite, votre espace aura les limites de la formule gratuite. Rien n’est supprimé.`;
    const last = `Le ${date}, votre formule sera gelée : votre espace aura les limites de la formule gratuite jusqu’au paiement de la facture. Rien n’est supprimé.`;
    return {
      subject:
        step === "1"
          ? `Votre paiement de ${amount} n’a pas abouti`
          : step === "4"
            ? "Dernier rappel : votre formule va être gelée"
            : `Rappel : ${amount} restent à payer`,
      paragraphs: [step === "1" ? first : again, step === "4" ? last : until],
      action: { label: "Payer maintenant", url },
      after: [whyYou],
    };
  },
  "payment-recovered": ({ amountMinor, currency, url }, figures) => ({
    subject: "Votre paiement est arrivé",
    paragraphs: [
      `Nous avons reçu le paiement en attente de ${figures.money({ amountMinor, currency })}. Votre formule continue comme avant et ses PT sont sur votre solde.`,
    ],
    action: { label: "Ouvrir la facturation", url },
    after: [whyYou],
  }),
  "refund-issued": ({ amountMinor, currency, ptTaken, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Remboursement de ${amount}`,
      paragraphs: [
        `Nous avons renvoyé ${amount} sur la carte ou le compte utilisé pour le paiement. Les banques mettent cinq à dix jours à l’afficher.`,
        ...(isSome(ptTaken)
          ? [
              `Les PT repartent dans la même proportion que l’argent : ${figures.pt(ptTaken)} ont été repris.`,
            ]
          : []),
      ],
      action: { label: "Voir le relevé", url },
      after: [whyYou],
    };
  },
  "refund-failed": ({ amountMinor, currency, ptReturned, url }, figures) => {
    const amount = figures.money({ amountMinor, currency });
    return {
      subject: `Un remboursement de ${amount} n’est pas arrivé`,
      paragraphs: [
        `Nous avons renvoyé ${amount}, mais votre banque ne l’a pas accepté : le plus souvent, la carte a expiré ou le compte est fermé. L’argent est chez nous. Écrivez-nous où l’envoyer et nous recommençons.`,
        ...(isSome(ptReturned)
          ? [`Les PT partis avec lui sont revenus : ${figures.pt(ptReturned)}.`]
          : []),
      ],
      action: { label: "Voir le relevé", url },
      after: [whyYou],
    };
  },
  "topup-failed": ({ amountMinor, currency, reason, url }, figures) => ({
    subject: "Votre recharge n’a pas abouti",
    paragraphs: [
      `Nous n’avons pas pu prélever ${figures.money({ amountMinor, currency })} pour une recharge. Rien n’a été débité et aucun PT n’a été ajouté.`,
      topupReasons[reason] ??
        "La banque n’a donné aucune raison que nous puissions vous transmettre.",
    ],
    action: { label: "Vérifier le moyen de paiement", url },
    after: [whyYou],
  }),
  "topup-cap-reached": ({ amountMinor, currency, url }, figures) => ({
    subject: "La recharge automatique s’arrête jusqu’au mois prochain",
    paragraphs: [
      `Les recharges automatiques de ce mois ont atteint votre limite de ${figures.money({ amountMinor, currency })}. Elles reprennent le mois prochain, ou dès que vous relevez la limite.`,
      "Vous pouvez toujours acheter des PT vous-même.",
    ],
    action: { label: "Changer la limite", url },
    after: [whyYou],
  }),
  "card-expiring": ({ brand, last4, month, url }, figures) => ({
    subject: `Votre carte se terminant par ${last4} expire bientôt`,
    paragraphs: [
      `La carte ${cardBrand(brand)} se terminant par ${last4} est valable jusqu’à la fin de ${figures.month(month)}. Ajoutez-en une autre pour que votre formule continue sans interruption.`,
    ],
    action: { label: "Changer la carte", url },
    after: [whyYou],
  }),
  "statement-ready": ({ month, url }, figures) => ({
    subject: `Votre relevé de ${figures.month(month)}`,
    paragraphs: [
      `Le mois est clos. Le relevé de ${figures.month(month)} dit ce qui est entré, ce qui a été utilisé et ce qui reste, en PT et en argent.`,
    ],
    action: { label: "Voir le relevé", url },
    after: [whyYou],
  }),
};
