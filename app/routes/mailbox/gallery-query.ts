import type { Theme } from "#app/ui/theme.ts";
import { type TemplateName, templateNames } from "#features/mail/schema";
import { type Locale, locales } from "#locale";

/** As which the gallery shows a mail: its HTML in a theme, or its other part. */
export const looks = ["system", "light", "dark", "text"] as const;
export type Look = (typeof looks)[number];

/** In which width, in pixels of the narrow one. */
export const widths = ["desktop", "phone"] as const;
export type Width = (typeof widths)[number];

export interface GalleryQuery {
  template: TemplateName;
  locale: Locale;
  look: Look;
  width: Width;
}

/** What the address asks for, and the reader's own language and theme where it does not say. */
export function parseGalleryQuery(
  params: URLSearchParams,
  reader: { locale: Locale; theme: Theme },
): GalleryQuery {
  const oneOf = <T extends string>(name: string, known: readonly T[]) =>
    known.find((one) => one === params.get(name));
  return {
    template: oneOf("template", templateNames) ?? "verify",
    locale: oneOf("locale", locales) ?? reader.locale,
    look: oneOf("look", looks) ?? reader.theme,
    width: oneOf("width", widths) ?? "desktop",
  };
}

/** The same address with a part of it changed. */
export function galleryAddress(search: string, change: Partial<GalleryQuery>): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) params.set(name, value);
  return `?${params.toString()}`;
}
