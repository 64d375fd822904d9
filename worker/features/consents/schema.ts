import { z } from "zod";

/** The documents that people accept; the file is `content/legal/<document>-<version>.md`. */
export const legalVersions = {
  terms: "2026-11-28",
  privacy: "2026-11-28",
} as const;
export type LegalDocument = keyof typeof legalVersions;
export const legalDocuments = ["terms", "privacy"] as const satisfies LegalDocument[];

/** What else people decide about: news by mail, and selling or sharing of what we know of them. */
export const choiceKinds = ["marketing", "no-sale"] as const;
export type ChoiceKind = (typeof choiceKinds)[number];

export const consentKinds = [...legalDocuments, ...choiceKinds] as const;
export type ConsentKind = (typeof consentKinds)[number];

/** Where it was given: `gpc` is a browser that says Global Privacy Control. */
export const consentWays = ["registration", "asked-again", "settings", "gpc", "seed"] as const;
export type ConsentWay = (typeof consentWays)[number];

export const ConsentChoices = z.object({
  marketing: z.boolean().optional().meta({ description: "May send news and offers by mail" }),
  noSale: z
    .boolean()
    .optional()
    .meta({ description: "What is known of the person is neither sold nor shared" }),
});
export type ConsentChoices = z.input<typeof ConsentChoices>;

/** One decision, as it was recorded. */
export interface ConsentView {
  id: string;
  kind: ConsentKind;
  /** Of a document its version; of a choice the version of its wording. */
  version: string;
  given: boolean;
  how: ConsentWay;
  atMs: number;
}

export interface ConsentState {
  marketing: boolean;
  noSale: boolean;
  /** Every decision, newest first. */
  history: ConsentView[];
}

/** The documents whose present version is not among what was accepted, each as `kind version`. */
export function outstandingOf(accepted: readonly string[]): LegalDocument[] {
  return legalDocuments.filter(
    (document) => !accepted.includes(`${document} ${legalVersions[document]}`),
  );
}
