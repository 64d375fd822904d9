import type { TwoFactorChange } from "#features/mail/schema";
import type { SecurityWords } from "./words.ts";

const why = "Vous recevez cet e-mail parce qu’il protège votre compte.";
const secure = "Vérifier la sécurité de votre compte";
const ifNotYou = "Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe.";

const changes: Record<TwoFactorChange, [subject: string, text: string]> = {
  on: [
    "La validation en deux étapes est activée",
    "Désormais, la connexion demande un code de votre application. Gardez les codes de secours en lieu sûr.",
  ],
  off: [
    "La validation en deux étapes est désactivée",
    "La connexion ne demande plus que le mot de passe.",
  ],
  codes: [
    "Nouveaux codes de secours",
    "De nouveaux codes de secours ont été créés pour votre compte. Les anciens ne fonctionnent plus.",
  ],
  "code-used": [
    "Un code de secours a été utilisé",
    "Une connexion à votre compte a eu lieu avec l’un de vos codes de secours. Il ne fonctionnera plus.",
  ],
};

export const frSecurity: SecurityWords = {
  "magic-link": ({ url }) => ({
    subject: "Votre lien de connexion",
    paragraphs: [
      "Quelqu’un, sans doute vous, a demandé à se connecter à ce compte sans mot de passe.",
    ],
    action: { label: "Se connecter", url },
    after: [
      "Le lien fonctionne une fois, pendant 15 minutes.",
      "Si ce n’était pas vous, ignorez cet e-mail : personne n’entre sans lui.",
    ],
  }),
  "new-device": ({ url, atMs, device, place }, figures) => ({
    subject: "Nouvelle connexion à votre compte",
    paragraphs: [
      "Une connexion à votre compte a eu lieu depuis un navigateur que vous n’aviez jamais utilisé ici.",
    ],
    facts: [
      { label: "Appareil", value: device },
      { label: "Depuis", value: place },
      { label: "Quand", value: figures.date(atMs) },
    ].filter(({ value }) => value !== ""),
    action: { label: secure, url },
    after: [
      "Si c’était vous, il n’y a rien à faire. Sinon, fermez cette session et choisissez un nouveau mot de passe.",
      why,
    ],
  }),
  "account-attacked": ({ url }) => ({
    subject: "Quelqu’un essaie des mots de passe sur votre compte",
    paragraphs: [
      "De nombreuses connexions à votre compte ont échoué depuis des navigateurs que vous n’avez jamais utilisés. Aucune n’a abouti.",
      "Nous ralentissons ces essais de plus en plus. Les navigateurs avec lesquels vous vous êtes déjà connecté ne sont pas concernés.",
    ],
    action: { label: secure, url },
    after: [
      "Si votre mot de passe est court ou sert ailleurs, choisissez-en un autre et activez la validation en deux étapes.",
      why,
    ],
  }),
  "password-changed": ({ url }) => ({
    subject: "Votre mot de passe a été modifié",
    paragraphs: [
      "Le mot de passe de votre compte a été modifié et vos autres sessions ont été fermées.",
    ],
    action: { label: "Choisir un nouveau mot de passe", url },
    after: ["Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe.", why],
  }),
  "email-change-agree": ({ url, email }, figures) => ({
    subject: "Acceptez une nouvelle adresse e-mail",
    paragraphs: [
      `Quelqu’un, sans doute vous, veut remplacer l’adresse de ce compte par ${figures.code(email)}.`,
      "Rien ne change tant que les deux adresses n’ont pas accepté.",
    ],
    action: { label: "Accepter ou arrêter", url },
    after: [
      "Le lien fonctionne pendant un jour. Si ce n’était pas vous, ouvrez-le et arrêtez le changement, puis choisissez un nouveau mot de passe.",
    ],
  }),
  "email-change-prove": ({ url, email }, figures) => ({
    subject: "Confirmez votre nouvelle adresse e-mail",
    paragraphs: [
      `Quelqu’un, sans doute vous, veut utiliser cette adresse, ${figures.code(email)}, pour un compte.`,
      "L’adresse actuelle doit accepter elle aussi.",
    ],
    action: { label: "Confirmer cette adresse", url },
    after: [
      "Le lien fonctionne pendant un jour. Si ce n’était pas vous, ignorez cet e-mail : rien ne change.",
    ],
  }),
  "email-changed": ({ url, email }, figures) => ({
    subject: "Votre adresse e-mail a été modifiée",
    paragraphs: [
      `Désormais, ${figures.code(email)} est l’adresse de votre compte. Les autres sessions ont été fermées.`,
    ],
    action: { label: secure, url },
    after: ["Si ce n’était pas vous, prévenez tout de suite l’opérateur de ce site.", why],
  }),
  "two-factor-changed": ({ url, change }) => ({
    subject: changes[change][0],
    paragraphs: [changes[change][1]],
    action: { label: secure, url },
    after: [ifNotYou, why],
  }),
};
