/**
 * Field keys: what encrypts the secrets that are stored. Every sealed column is listed once, so that
 * all of it can be sealed again with a new key; a value names the key that opens it.
 * See docs/runbooks/field-keys.md.
 */
export { rotateFieldKeys, type RotationReport } from "./rotate-field-keys.ts";
