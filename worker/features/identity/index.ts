/**
 * Identity: who someone is and how they prove it. A person never exists without a workspace; a
 * mailed link works once; nothing answers differently for an address that is somebody's. What keeps
 * someone signed in is `sessions`, what a browser has before that is `visitors`.
 * See docs/design/identity.md.
 */
export { confirmIdentity } from "./confirm-identity.ts";
export { createAccount, type SignedIn } from "./create-account.ts";
export {
  createVerifiedUser,
  type VerifiedUser,
  type VerifiedUserInput,
} from "./create-verified-user.ts";
export { enter } from "./enter.ts";
export { findUserByEmail, findUserById } from "./find-user.ts";
export { getProfile } from "./get-profile.ts";
export { listOperators } from "./list-operators.ts";
export { registerUser } from "./register-user.ts";
export { requestPasswordReset } from "./request-password-reset.ts";
export { resendVerification } from "./resend-verification.ts";
export { isResetLinkValid, resetPassword } from "./reset-password.ts";
export { resolveActor } from "./resolve-actor.ts";
export { signIn } from "./sign-in.ts";
export { updateProfile } from "./update-profile.ts";
export { verifyEmail } from "./verify-email.ts";
export { requireFreshSession, signOut } from "#features/sessions";
