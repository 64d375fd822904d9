/**
 * Consents: which version of the terms and the privacy notice a person accepted, and what they chose
 * about news and about selling and sharing. Everything is recorded with version, time and way, and
 * nothing recorded is ever changed. See docs/design/privacy.md.
 */
export { acceptDocuments, listOutstanding } from "./accept-documents.ts";
export { getConsents, honourPrivacyControl, updateConsents } from "./choices.ts";
export { acceptanceRows } from "./consent-rows.ts";
