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
