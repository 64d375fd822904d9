/**
 * Sessions: signed-in browsers. A session is known by a signed cookie and looked up at most once
 * while nothing about it changes; whatever changes it is seen at once everywhere (`forgetSessions`).
 * Each remembers when its person last proved who they are, for acts that ask for a fresh proof.
 * The cookies and networks of all of identity are read here, below the features that use them.
 * See docs/design/identity.md.
 */
export { awaitsSignOn } from "./awaits-sign-on.ts";
export {
  clearCookie,
  readCookie,
  readSignedCookie,
  SESSION_COOKIE,
  setCookie,
  signedCookieValue,
} from "./cookies.ts";
export { describeClient } from "./describe-client.ts";
export { type Device, findDevice, readDeviceHash } from "./device.ts";
export { type DraftedSession, draftSession } from "./draft-session.ts";
export { ensurePersonalWorkspace } from "./ensure-personal-workspace.ts";
export { endAllSessions, endOtherSessions, endSession, endSessionsRows } from "./end-sessions.ts";
export { forgetSessions } from "./forget-sessions.ts";
export { isFresh, noteProof, requireFreshSession } from "./fresh-session.ts";
export { addressSubject, sourceOf } from "./limit-subjects.ts";
export { listSessions } from "./list-sessions.ts";
export { hexSignature, ipHashOf } from "./network.ts";
export { type ResolvedSession, resolveSession } from "./resolve-session.ts";
export { signOut } from "./sign-out.ts";
