import { Link, useLocation } from "react-router";
import { cx } from "#app/ui/cx.ts";
import { languageNames } from "#app/ui/language-switch.tsx";
import { locales } from "#locale";
import { m } from "#messages";
import {
  galleryAddress,
  type GalleryQuery,
  type Look,
  looks,
  type Width,
  widths,
} from "./gallery-query.ts";

const lookNames: Record<Look, () => string> = {
  system: m.shell_theme_system,
  light: m.shell_theme_light,
  dark: m.shell_theme_dark,
  text: m.mailtemplates_plain_text,
};

const widthNames: Record<Width, () => string> = {
  desktop: m.mailtemplates_desktop,
  phone: m.mailtemplates_phone,
};

interface ChoiceProps {
  label: string;
  options: { change: Partial<GalleryQuery>; label: string; lang?: string }[];
  current: string;
  className?: string;
}

/** Links that look like one control: each shows the same mail in another way. */
function Choice({ label, options, current, className }: ChoiceProps) {
  const { search } = useLocation();
  return (
    <nav
      aria-label={label}
      className={cx(
        "inline-flex max-w-full flex-wrap rounded-md border border-line bg-sunken p-0.5",
        className,
      )}
    >
      {options.map(({ change, label: name, lang }) => {
        const isCurrent = Object.values(change).some((value) => value === current);
        return (
          <Link
            key={name}
            to={galleryAddress(search, change)}
            lang={lang}
            aria-current={isCurrent ? "true" : undefined}
            className={cx(
              "inline-flex h-7 items-center rounded-sm border px-2.5",
              isCurrent ? "border-line bg-surface" : "border-transparent text-muted hover:text-ink",
            )}
          >
            {name}
          </Link>
        );
      })}
    </nav>
  );
}

/** In which look, width and language the mail is shown. */
export function GalleryChoices({ query }: { query: GalleryQuery }) {
  return (
    <div className="mb-4 flex flex-wrap gap-2">
      <Choice
        label={m.mailtemplates_look()}
        current={query.look}
        options={looks.map((look) => ({ change: { look }, label: lookNames[look]() }))}
      />
      {query.look === "text" ? null : (
        <Choice
          className="max-sm:hidden"
          label={m.mailtemplates_width()}
          current={query.width}
          options={widths.map((width) => ({ change: { width }, label: widthNames[width]() }))}
        />
      )}
      <Choice
        label={m.shell_language()}
        current={query.locale}
        options={locales.map((locale) => ({
          change: { locale },
          label: languageNames[locale],
          lang: locale,
        }))}
      />
    </div>
  );
}
