import { getLocale } from "#locale";
import { m } from "#messages";

/** Says so where a text exists in English alone. */
export function EnglishOnly() {
  if (getLocale() === "en") return null;
  return <p className="mt-2 text-muted">{m.shell_english_only()}</p>;
}
