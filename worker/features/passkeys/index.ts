/**
 * Passkeys: signing in with what a device keeps, after it has verified the person, so that one counts
 * as both factors. A challenge is ours, for one purpose, in time and used once; only public keys are
 * kept; a count of uses that went back refuses; nobody removes their last way to sign in.
 * See docs/design/sign-in.md.
 */
export { askAnyPasskey, askOwnPasskey } from "./ask-passkey.ts";
export { beginPasskey } from "./begin-passkey.ts";
export { confirmWithPasskey } from "./confirm-with-passkey.ts";
export { listPasskeys } from "./list-passkeys.ts";
export { otherWayGuard } from "./other-way-guard.ts";
export { registerPasskey } from "./register-passkey.ts";
export { removePasskey } from "./remove-passkey.ts";
export { renamePasskey } from "./rename-passkey.ts";
export { signInWithPasskey } from "./sign-in-with-passkey.ts";
