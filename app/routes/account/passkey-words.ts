import { Problem } from "#core/problem";
import { PASSKEY_NAME_LENGTH_MAX, PasskeyName } from "#features/passkeys/schema";
import { m } from "#messages";

/** The name of a passkey as it was typed; what is wrong is said in the reader's language. */
export function parsePasskeyName(text: string): string {
  const parsed = PasskeyName.safeParse(text);
  if (parsed.success) return parsed.data;
  const isLong = text.trim().length > PASSKEY_NAME_LENGTH_MAX;
  const detail = isLong
    ? m.identity_name_long({ count: PASSKEY_NAME_LENGTH_MAX })
    : m.identity_name_missing();
  throw new Problem("invalid-input", { errors: [{ pointer: "/name", detail }] });
}
