/**
 * Retention: how long each kind of data is kept, and why. The rules are the ones that the nightly job
 * works by and the ones that the public page shows. See docs/design/privacy.md.
 */
export { type RetentionRule, retentionRules } from "./rules.ts";
