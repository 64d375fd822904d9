import { getLocale } from "#locale";
import { m } from "#messages";

/** For an element whose text exists in English alone: it is read and set as English everywhere. */
export const english = { lang: "en", dir: "ltr" } as const;

/** Says so where a text exists in English alone. */
export function EnglishOnly() {
  if (getLocale() === "en") return null;
  return <p className="mt-2 text-muted">{m.shell_english_only()}</p>;
}
