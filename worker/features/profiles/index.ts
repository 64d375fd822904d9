/**
 * Profiles: how people show themselves. A picture that is uploaded is never kept: it is decoded
 * within bounds, made square and written anew, so that nothing of the file survives but its pixels.
 * Its address cannot be guessed and never changes what it shows. See docs/design/privacy.md.
 */
export { findAvatarPath } from "./find-avatar-path.ts";
export { readAvatar } from "./read-avatar.ts";
export { removeAvatar } from "./remove-avatar.ts";
export { setAvatar } from "./set-avatar.ts";
