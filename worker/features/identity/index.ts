/**
 * Identity: who someone is. A person signs in with e-mail and password (better-auth); a browser
 * without an account becomes a visitor when it first writes something. A person never exists without
 * a workspace; what a visitor had goes to exactly one workspace; a mailed link works once; a session
 * is looked up here, by one query and the ctx's clock, not by the library.
 * See docs/decisions for why better-auth.
 */
export {
  createVerifiedUser,
  type VerifiedUser,
  type VerifiedUserInput,
} from "./create-verified-user.ts";
export { ensureVisitor } from "./ensure-visitor.ts";
export { findUserById } from "./find-user.ts";
export { getProfile } from "./get-profile.ts";
export { listOperators } from "./list-operators.ts";
export { registerUser } from "./register-user.ts";
export { requestPasswordReset } from "./request-password-reset.ts";
export { resendVerification } from "./resend-verification.ts";
export { isResetLinkValid, resetPassword } from "./reset-password.ts";
export { resolveActor } from "./resolve-actor.ts";
export { signIn } from "./sign-in.ts";
export { signOut } from "./sign-out.ts";
export { updateProfile } from "./update-profile.ts";
export { verifyEmail } from "./verify-email.ts";
