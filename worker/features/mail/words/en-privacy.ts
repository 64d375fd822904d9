import type { PrivacyWords } from "./words.ts";

export const enPrivacy: PrivacyWords = {
  "export-ready": ({ url, expiresAtMs }, figures) => ({
    subject: "Your data is ready",
    paragraphs: [
      `Everything we keep about you is gathered in one archive. Fetch it under Account, Privacy, by ${figures.date(expiresAtMs)}; then it is taken away.`,
    ],
    action: { label: "Open Privacy", url },
    after: ["Only you can fetch it, signed in."],
  }),
  "deletion-requested": ({ url, dueAtMs }, figures) => ({
    subject: "Your account is closed",
    paragraphs: [
      `Everything that is yours will be erased on ${figures.date(dueAtMs)}. Until then you can come back: sign in, and say so.`,
    ],
    action: { label: "Come back", url },
    after: ["If you did not ask for this, sign in now and choose a new password."],
  }),
  "subject-request": ({ url }) => ({
    subject: "Confirm your request about your data",
    paragraphs: [
      "You, or somebody with your address, asked us something about personal data. Confirm that it was you; then we answer within a month.",
    ],
    action: { label: "Confirm the request", url },
    after: ["If it was not you, ignore this mail: nothing happens."],
  }),
  "subject-answer": ({ url, message }) => ({
    subject: "The answer to your request",
    paragraphs: ["This is our answer to your request about personal data."],
    quote: message,
    action: { label: "Our privacy notice", url },
    after: ["You can complain to a data protection authority."],
  }),
};
