/** Goes into the signature, so that no other signed value can pass as a visitor. */
export const VISITOR_CONTEXT = "visitor:";
