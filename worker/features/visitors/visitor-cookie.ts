/** The `__Host-` prefix binds it to this host, `/` and a secure origin. */
export const VISITOR_COOKIE = "__Host-selvedge-visitor";
/** Goes into the signature, so that no other signed value can pass as a visitor. */
export const VISITOR_CONTEXT = "visitor:";
