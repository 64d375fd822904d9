import { Check, Languages } from "lucide-react";
import { getLocale, type Locale, locales } from "#locale";
import { m } from "#messages";
import { Menu } from "./menu.tsx";
import { MenuButton } from "./menu-item.tsx";

/** Each language by its own name. */
export const languageNames: Record<Locale, string> = {
  en: "English",
  es: "Español",
  fr: "Français",
  de: "Deutsch",
  ar: "العربية",
};

interface LanguageSwitchProps {
  /** Where to come back to. */
  next: string;
  side?: "start" | "end" | "above";
}

/** Sends a plain form: the page comes back whole in the other language and direction. */
export function LanguageSwitch({ next, side = "end" }: LanguageSwitchProps) {
  const current = getLocale();
  return (
    <Menu
      side={side}
      label={m.shell_language_choose({ language: languageNames[current] })}
      variant="quiet"
      trigger={
        <>
          <Languages aria-hidden="true" className="size-4 text-muted" />
          {languageNames[current]}
        </>
      }
    >
      <form method="post" action="/preferences">
        <input type="hidden" name="next" value={next} />
        {locales.map((locale) => (
          <MenuButton
            key={locale}
            type="submit"
            name="locale"
            value={locale}
            lang={locale}
            aria-current={locale === current ? "true" : undefined}
            aside={locale === current ? <Check aria-hidden="true" className="size-4" /> : undefined}
          >
            {languageNames[locale]}
          </MenuButton>
        ))}
      </form>
    </Menu>
  );
}
