/**
 * Digests: a summary by mail of what happened, each day or week, in the morning of the reader's own
 * zone; nothing when nothing happened. How often is a preference. See docs/design/notices.md.
 */
export { sendDigests } from "./send-digests.ts";
