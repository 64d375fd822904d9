/**
 * Preferences: what each person wants to be told, and where. Without a choice our defaults hold; mails
 * that are essential cannot be switched off. Whoever sends asks at the moment of sending
 * (`wantsMail`, `quietEndsAtMs`, `listMailWishes`). See docs/design/notices.md.
 */
export { localTime } from "./local-time.ts";
export { getPreferences } from "./get-preferences.ts";
export { resumeMailRows, stopMailRows, updatePreferences } from "./update-preferences.ts";
export { listMailWishes, listWanting, type MailWishes, quietEndsAtMs, wantsMail } from "./wants.ts";
