/**
 * Visitors: browsers that chat without an account. One becomes a visitor when it first writes
 * something, has a workspace and PT of its own, and is remembered by a signed cookie. What a visitor
 * had goes to exactly one workspace, for all time.
 * See docs/design/identity.md.
 */
export { adoptVisitor, type Arrival } from "./adopt-visitor.ts";
export { ensureVisitor } from "./ensure-visitor.ts";
export { findVisitor } from "./find-visitor.ts";
export { startFirstPlan } from "./start-first-plan.ts";
export { VISITOR_COOKIE } from "./visitor-cookie.ts";
