import type { PrivacyWords } from "./words.ts";

export const frPrivacy: PrivacyWords = {
  "export-ready": ({ url, expiresAtMs }, figures) => ({
    subject: "Vos données sont prêtes",
    paragraphs: [
      `Tout ce que nous conservons sur vous est réuni dans une archive. Récupérez-la dans Compte, Confidentialité, avant le ${figures.date(expiresAtMs)} ; ensuite elle est supprimée.`,
    ],
    action: { label: "Ouvrir Confidentialité", url },
    after: ["Vous seul pouvez la récupérer, une fois connecté."],
  }),
  "deletion-requested": ({ url, dueAtMs }, figures) => ({
    subject: "Votre compte est fermé",
    paragraphs: [
      `Tout ce qui est à vous sera effacé le ${figures.date(dueAtMs)}. D’ici là, vous pouvez revenir : connectez-vous et dites-le.`,
    ],
    action: { label: "Revenir", url },
    after: [
      "Si vous ne l’avez pas demandé, connectez-vous maintenant et choisissez un nouveau mot de passe.",
    ],
  }),
  "subject-request": ({ url }) => ({
    subject: "Confirmez votre demande sur vos données",
    paragraphs: [
      "Vous, ou quelqu’un avec votre adresse, nous avez demandé quelque chose sur des données personnelles. Confirmez que c’était vous ; nous répondons dans le mois.",
    ],
    action: { label: "Confirmer la demande", url },
    after: ["Si ce n’était pas vous, ignorez cet e-mail : rien ne se passe."],
  }),
  "subject-answer": ({ url, message }) => ({
    subject: "La réponse à votre demande",
    paragraphs: ["Voici notre réponse à votre demande sur des données personnelles."],
    quote: message,
    action: { label: "Notre politique de confidentialité", url },
    after: ["Vous pouvez saisir une autorité de protection des données."],
  }),
};
