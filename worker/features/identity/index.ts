/**
 * Identity: who someone is and how they prove it. A person never exists without a workspace; a
 * mailed link works once; nothing answers differently for an address that is somebody's. What keeps
 * someone signed in is `sessions`, what a browser has before that is `visitors`.
 * See docs/design/identity.md.
 */
export {
  answerEmailChange,
  cancelEmailChange,
  type EmailChangeOutcome,
  findEmailChange,
  findOwnEmailChange,
  requestEmailChange,
} from "./change-email.ts";
export { changePassword, hasPassword } from "./change-password.ts";
export {
  confirmIdentity,
  type ConfirmationWays,
  listConfirmationWays,
} from "./confirm-identity.ts";
export { type AccountDraft, createAccount, type SignedIn } from "./create-account.ts";
export {
  createVerifiedUser,
  type VerifiedUser,
  type VerifiedUserInput,
} from "./create-verified-user.ts";
export { type Entered, enter, type Entrance, startSession } from "./enter.ts";
export { findUserByEmail, findUserById } from "./find-user.ts";
export {
  findRegistration,
  finishRegistration,
  type FollowedRegistration,
  type Registered,
} from "./finish-registration.ts";
export { finishSignIn, isSecondFactorAsked } from "./finish-sign-in.ts";
export { getProfile } from "./get-profile.ts";
export { listOperators } from "./list-operators.ts";
export { followMagicLink, isMagicLinkValid, requestMagicLink } from "./magic-link.ts";
export { registerProven } from "./register-proven.ts";
export { registerUser } from "./register-user.ts";
export { requestPasswordReset } from "./request-password-reset.ts";
export { resendVerification } from "./resend-verification.ts";
export { findReset, type FollowedReset, resetPassword } from "./reset-password.ts";
export { resolveActor } from "./resolve-actor.ts";
export { setAside } from "./set-aside.ts";
export { signIn } from "./sign-in.ts";
export { updateProfile } from "./update-profile.ts";
export { verifyEmail } from "./verify-email.ts";
export { requireFreshSession, signOut } from "#features/sessions";
