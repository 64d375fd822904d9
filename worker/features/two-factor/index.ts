/**
 * Two-factor: a code of an authenticator app (RFC 6238) beside the password, with one-use backup
 * codes for the day the phone is lost, and browsers that are trusted for thirty days. A code works
 * once; the secret is sealed; codes in clear are in one answer and never again.
 * See docs/design/identity.md.
 */
export { admitCode } from "./admit-code.ts";
export {
  confirmTwoFactor,
  disableTwoFactor,
  type NewBackupCodes,
  regenerateBackupCodes,
} from "./change-two-factor.ts";
export { checkSecondFactor, isTwoFactorOn, type RightCode } from "./check-second-factor.ts";
export { getTwoFactor } from "./get-two-factor.ts";
export { cancelTwoFactorSetup, setUpTwoFactor } from "./set-up-two-factor.ts";
export { twoFactorMail } from "./tell.ts";
export { distrustDevice, listTrustedDevices, trustRows } from "./trusted-devices.ts";
