/**
 * Deletions: the end of an account. It is asked for, waits two weeks in which signing in brings the
 * account back, and is then erased in steps: objects, files and rows. What the books need stays, with
 * amounts and without a name. See docs/design/privacy.md.
 */
export { findDeletion } from "./find-deletion.ts";
export { listObstacles, requestDeletion } from "./request-deletion.ts";
export { withdrawDeletion } from "./withdraw-deletion.ts";
