import { Problem } from "#core/problem";
import type { RefusalCode } from "./schema.ts";

/** A refusal as programs read it: `error` of RFC 6749 beside the members of a problem. */
export function refusedGrant(
  error: RefusalCode,
  detail: string,
  init: { cause?: unknown; interval?: number } = {},
): Problem {
  const { cause, interval } = init;
  const extensions = { error, error_description: detail };
  return new Problem("grant-refused", {
    detail,
    cause,
    extensions: interval === undefined ? extensions : { ...extensions, interval },
  });
}
