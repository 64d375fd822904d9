import type { TeamWords } from "./words.ts";

export const enTeam: TeamWords = {
  invitation: ({ url, workspace, inviter, expiresAtMs }, { date }) => ({
    subject: `${inviter} invites you to ${workspace}`,
    paragraphs: [
      `${inviter} would like you to work together in the workspace “${workspace}” on Selvedge.`,
      `The link is for you alone and good until ${date(expiresAtMs)}.`,
    ],
    action: { label: "Open the invitation", url },
    after: [
      "If you do not know who this is, ignore this mail or decline on the page: nothing happens.",
    ],
  }),
  "ownership-offered": ({ url, workspace, inviter }) => ({
    subject: `${workspace} can be yours`,
    paragraphs: [
      `${inviter} offers you the ownership of the workspace “${workspace}”: its people, its plan and its payments.`,
      "You have seven days to accept. Until you do, nothing changes.",
    ],
    action: { label: "Look at the offer", url },
    after: [],
  }),
  "join-requested": ({ url, workspace, asker, email }, { code }) => ({
    subject: `${asker} asks to join ${workspace}`,
    paragraphs: [
      `${asker} would like to come into the workspace “${workspace}” on Selvedge and sees nothing of it yet.`,
      "You are among those who may decide. The first answer counts, and we pass it on.",
    ],
    facts: [{ label: "Address", value: code(email) }],
    action: { label: "Let in or decline", url },
    after: [],
  }),
  "join-answered": ({ url, workspace, answer }) =>
    answer === "approved"
      ? {
          subject: `You are in ${workspace}`,
          paragraphs: [
            `You asked to join the workspace “${workspace}” on Selvedge, and were let in.`,
            "You find it among your workspaces from now on.",
          ],
          action: { label: "Open the workspace", url },
          after: [],
        }
      : {
          subject: `Your request to join ${workspace} was declined`,
          paragraphs: [
            `You asked to join the workspace “${workspace}” on Selvedge. Someone who may decide on it has declined.`,
            "Nothing else changes: your account and your own workspaces stay as they are. If you think it was a mistake, speak to someone you work with there; they can invite you.",
          ],
          action: { label: "See your workspaces", url },
          after: [],
        },
  "key-leaked": ({ url, key, prefix, where }, { code }) => ({
    subject: "An API key of yours was found in public",
    paragraphs: [
      `The key “${key}” was found by someone in a place that others can read. We have revoked it, so it opens nothing any more.`,
      "Make a new key, put it where only your program can read it, and look through the usage for what was not you.",
    ],
    facts: [
      { label: "Key", value: code(`${prefix}…`) },
      ...(where === "" ? [] : [{ label: "Found at", value: code(where) }]),
    ],
    action: { label: "Open API keys", url },
    after: [],
  }),
  "program-stolen": ({ url, program, workspace }, { code }) => ({
    subject: "A program’s access to your account was ended",
    paragraphs: [
      `The program “${program}”, which you let into ${workspace}, presented a token that was used before. Somebody has copied it, so we ended the program’s access: its tokens open nothing any more.`,
      "If the program is yours, let it in again. If you do not know it, nothing else is needed; look through the usage for what was not you.",
    ],
    facts: [
      { label: "Program", value: code(program) },
      { label: "Workspace", value: workspace },
    ],
    action: { label: "See the programs you let in", url },
    after: [],
  }),
};
