/**
 * Adoption: what a browser had as a visitor becomes the person's. Identity decides, once, which
 * workspace gets it; here it is moved: conversations by chat, PT by credits, each step once by its
 * key. It stands above those features, which know nothing of it.
 */
export { carryVisitor, carryVisitorNow } from "./carry-visitor.ts";
