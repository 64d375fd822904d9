import type { ApiVariables } from "#platform/api";
import type { Admission } from "#platform/rate-limits";

/** What the middlewares hand on, from the outermost to the innermost. */
export interface AppVariables extends ApiVariables {
  /** Allowed by this response's Content-Security-Policy. */
  nonce: string;
  admission: Admission | undefined;
  /** Why the webhook of an outside service did not take an event. */
  refusal: unknown;
}

export interface AppEnv {
  Bindings: Env;
  Variables: AppVariables;
}
