import type { ReactNode } from "react";
import { useLocation, useRouteLoaderData } from "react-router";
import { BrandMark } from "#app/ui/brand-mark.tsx";
import { cx } from "#app/ui/cx.ts";
import { LanguageSwitch } from "#app/ui/language-switch.tsx";
import { SelvedgeBand } from "#app/ui/selvedge-band.tsx";
import { SkipLink } from "#app/ui/skip-link.tsx";
import { parseTheme } from "#app/ui/theme.ts";
import { ThemeSwitch } from "#app/ui/theme-switch.tsx";
import { m } from "#messages";

interface PublicFrameProps {
  children: ReactNode;
  /** One card in the middle, a page of text, or a page with a list beside it. */
  width: "card" | "page" | "wide";
}

const widths = {
  card: "max-w-md pt-6 sm:pt-16",
  page: "max-w-3xl pt-6 sm:pt-10",
  wide: "max-w-6xl pt-6 sm:pt-10",
} as const;

/** The frame of pages outside the app: brand, language, theme, and the page. */
export function PublicFrame({ children, width }: PublicFrameProps) {
  const { pathname, search } = useLocation();
  const theme = parseTheme(useRouteLoaderData<{ theme?: string }>("root")?.theme);
  const here = pathname + search;
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <SelvedgeBand />
      <header className="flex h-14 flex-none items-center justify-between gap-4 px-4 sm:px-8">
        <a href="/" aria-label={m.shell_back_home()} className="tap rounded-sm text-base">
          <BrandMark />
        </a>
        <div className="flex items-center gap-2">
          <LanguageSwitch next={here} />
          <ThemeSwitch theme={theme} next={here} />
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className={cx("mx-auto w-full flex-1 px-4 pb-16 outline-none sm:px-8", widths[width])}
      >
        {children}
      </main>
    </div>
  );
}
