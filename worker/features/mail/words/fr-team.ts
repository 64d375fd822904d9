import type { TeamWords } from "./words.ts";

export const frTeam: TeamWords = {
  invitation: ({ url, workspace, inviter, expiresAtMs }, { date }) => ({
    subject: `${inviter} vous invite dans ${workspace}`,
    paragraphs: [
      `${inviter} souhaite travailler avec vous dans l’espace « ${workspace} » de Selvedge.`,
      `Le lien est pour vous seul et vaut jusqu’au ${date(expiresAtMs)}.`,
    ],
    action: { label: "Ouvrir l’invitation", url },
    after: [
      "Si vous ne savez pas de qui il s’agit, ignorez cet e-mail ou déclinez sur la page : il ne se passe rien.",
    ],
  }),
  "ownership-offered": ({ url, workspace, inviter }) => ({
    subject: `${workspace} peut être à vous`,
    paragraphs: [
      `${inviter} vous propose la propriété de l’espace « ${workspace} » : ses membres, sa formule et ses paiements.`,
      "Vous avez sept jours pour accepter. D’ici là, rien ne change.",
    ],
    action: { label: "Voir la proposition", url },
    after: [],
  }),
  "join-requested": ({ url, workspace, asker, email }, { code }) => ({
    subject: `${asker} demande à rejoindre ${workspace}`,
    paragraphs: [
      `${asker} souhaite entrer dans l’espace « ${workspace} » de Selvedge et n’en voit encore rien.`,
      "Vous faites partie des personnes qui peuvent en décider. La première réponse compte, et nous la transmettons.",
    ],
    facts: [{ label: "Adresse", value: code(email) }],
    action: { label: "Laisser entrer ou décliner", url },
    after: [],
  }),
  "join-answered": ({ url, workspace, answer }) =>
    answer === "approved"
      ? {
          subject: `Vous êtes dans ${workspace}`,
          paragraphs: [
            `Vous avez demandé à rejoindre l’espace « ${workspace} » de Selvedge, et l’on vous a laissé entrer.`,
            "Vous le trouvez désormais parmi vos espaces.",
          ],
          action: { label: "Ouvrir l’espace", url },
          after: [],
        }
      : {
          subject: `Votre demande à ${workspace} a été déclinée`,
          paragraphs: [
            `Vous avez demandé à rejoindre l’espace « ${workspace} » de Selvedge. Une personne qui peut en décider a décliné.`,
            "Rien d’autre ne change : votre compte et vos propres espaces restent comme ils sont. Si vous pensez à une erreur, parlez à une personne avec qui vous y travaillez ; elle peut vous inviter.",
          ],
          action: { label: "Voir vos espaces", url },
          after: [],
        },
  "key-leaked": ({ url, key, prefix, where }, { code }) => ({
    subject: "Une de vos clés API a été trouvée en public",
    paragraphs: [
      `La clé « ${key} » a été trouvée à un endroit que d’autres peuvent lire. Nous l’avons révoquée : elle n’ouvre plus rien.`,
      "Créez une nouvelle clé, placez-la là où seul votre programme peut la lire, et parcourez l’usage à la recherche de ce qui n’est pas de vous.",
    ],
    facts: [
      { label: "Clé", value: code(`${prefix}…`) },
      ...(where === "" ? [] : [{ label: "Trouvée à", value: code(where) }]),
    ],
    action: { label: "Ouvrir les clés API", url },
    after: [],
  }),
  "program-stolen": ({ url, program, workspace }, { code }) => ({
    subject: "L’accès d’un programme à votre compte a pris fin",
    paragraphs: [
      `Le programme « ${program} », que vous avez autorisé dans ${workspace}, a présenté un jeton déjà utilisé. Quelqu’un l’a copié ; nous avons donc mis fin à son accès : ses jetons n’ouvrent plus rien.`,
      "Si le programme est le vôtre, autorisez-le à nouveau. Sinon, rien d’autre n’est nécessaire ; parcourez l’usage à la recherche de ce qui n’est pas de vous.",
    ],
    facts: [
      { label: "Programme", value: code(program) },
      { label: "Espace", value: workspace },
    ],
    action: { label: "Voir les programmes autorisés", url },
    after: [],
  }),
};
