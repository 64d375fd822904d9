/**
 * Passwords: how they are kept (Argon2id, each hash with its own cost) and which ones are refused, by a
 * filter of the commonest that ships with the product and by a breach service where one is reachable.
 * Nothing here knows whose password it is.
 * See docs/design/identity.md.
 */
export { hashPassword, isOutdatedHash, verifyPassword } from "./password.ts";
export { requireSafePassword } from "./require-safe-password.ts";
