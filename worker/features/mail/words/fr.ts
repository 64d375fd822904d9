import { frCredits, frOperator } from "./fr-credits.ts";
import { frDigest } from "./fr-digest.ts";
import { frPayments, frPlans } from "./fr-payments.ts";
import { frTeam } from "./fr-team.ts";
import { frSecurity } from "./fr-security.ts";
import { frPrivacy } from "./fr-privacy.ts";
import type { AccountWords, Words } from "./words.ts";

const frAccount: AccountWords = {
  verify: ({ url }) => ({
    subject: "Confirmez votre adresse e-mail",
    paragraphs: ["Merci de confirmer que cette adresse est la vôtre."],
    action: { label: "Confirmer l’adresse", url },
    after: [
      "Le lien fonctionne une seule fois, pendant trois jours.",
      "Si vous ne vous êtes pas inscrit, ignorez cet e-mail.",
    ],
  }),
  reset: ({ url }) => ({
    subject: "Choisissez un nouveau mot de passe",
    paragraphs: [
      "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour cette adresse.",
    ],
    action: { label: "Choisir un nouveau mot de passe", url },
    after: [
      "Le lien fonctionne une seule fois, pendant une heure. Un nouveau mot de passe ferme toutes les sessions ouvertes.",
      "Si ce n’était pas vous, ignorez cet e-mail : rien ne change.",
    ],
  }),
  welcome: ({ url }) => ({
    subject: "Bienvenue sur Selvedge",
    paragraphs: [
      "Votre adresse est confirmée. Vous pouvez désormais récupérer votre compte grâce à elle.",
      "Avant d’envoyer un message, vous voyez ce qu’il coûtera ; ensuite, vous retrouvez le débit dans votre grand livre.",
    ],
    action: { label: "Commencer à discuter", url },
    after: [],
  }),
  "already-registered": ({ signInUrl, resetUrl }) => ({
    subject: "Vous avez déjà un compte",
    paragraphs: [
      "Quelqu’un, sans doute vous, a essayé de s’inscrire avec cette adresse. Elle a déjà un compte.",
    ],
    action: { label: "Se connecter", url: signInUrl },
    otherAction: { label: "Choisir un nouveau mot de passe", url: resetUrl },
    after: ["Si ce n’était pas vous, ignorez cet e-mail : rien ne change."],
  }),
};

export const fr: Words = {
  greeting: (name) => `Bonjour ${name},`,
  linkHint: "Si le bouton ne fonctionne pas, ouvrez cette adresse :",
  footer: (host) => `Envoyé par Selvedge depuis ${host}.`,
  essential: "Cet e-mail fait partie de votre compte et ne peut pas être désactivé.",
  outside:
    "Vous recevez cet e-mail parce que cette adresse nous a été indiquée. Vous pouvez l’ignorer sans avoir de compte ici.",
  preferences: "Choisir vos notifications",
  unsubscribe: "Se désabonner de ces e-mails",
  fact: ({ label, value }) => `${label} : ${value}`,
  names: {
    visitor: "Visiteur",
    free: "Gratuit",
    entry: "Départ",
    pro: "Pro",
    business: "Entreprise",
    topup: "Recharge",
  },
  templates: {
    ...frAccount,
    ...frSecurity,
    ...frPlans,
    ...frPayments,
    ...frCredits,
    ...frOperator,
    ...frTeam,
    ...frDigest,
    ...frPrivacy,
  },
};
