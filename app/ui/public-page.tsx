import { Menu as MenuIcon } from "lucide-react";
import type { ReactNode } from "react";
import { m } from "#messages";
import { BrandMark } from "./brand-mark.tsx";
import { buttonClass } from "./button-class.ts";
import { cx } from "./cx.ts";
import { LanguageSwitch } from "./language-switch.tsx";
import { MenuDivider, MenuLink } from "./menu-item.tsx";
import { Menu } from "./menu.tsx";
import { SelvedgeBand } from "./selvedge-band.tsx";
import { SkipLink } from "./skip-link.tsx";
import type { Theme } from "./theme.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

interface PublicPageProps {
  children: ReactNode;
  theme: Theme;
  /** The page's own address, for the switches to come back to. */
  here: string;
  signedIn?: boolean;
}

const headLink =
  "inline-flex h-9 items-center rounded-md px-2.5 text-muted hover:text-ink max-sm:hidden";

/** What the head of a phone has no room for. */
function PhoneMenu({ signedIn }: { signedIn: boolean }) {
  return (
    <Menu
      side="end"
      label={m.shell_menu()}
      triggerClassName="inline-flex size-9 items-center justify-center rounded-md text-ink hover:bg-sunken sm:hidden"
      trigger={<MenuIcon aria-hidden="true" className="size-5" />}
    >
      <MenuLink to="/pricing">{m.plans_nav()}</MenuLink>
      <MenuLink to="/help">{m.shell_help()}</MenuLink>
      <MenuLink to="/docs/api">{m.shell_api_docs()}</MenuLink>
      {signedIn ? null : (
        <>
          <MenuDivider />
          <MenuLink to="/register">{m.shell_sign_up()}</MenuLink>
        </>
      )}
    </Menu>
  );
}

/** Head and foot of the pages that anyone can read. They are plain HTML. */
export function PublicPage({ children, theme, here, signedIn = false }: PublicPageProps) {
  return (
    <>
      <SkipLink />
      <SelvedgeBand />
      <header className="mx-auto flex h-16 w-full max-w-6xl items-center gap-2 px-4 sm:px-8">
        <a href="/" aria-label={m.shell_back_home()} className="tap me-auto rounded-sm text-base">
          <BrandMark />
        </a>
        <nav aria-label={m.shell_navigation()} className="flex items-center gap-1">
          <a href="/pricing" className={headLink}>
            {m.plans_nav()}
          </a>
          <a href="/help" className={headLink}>
            {m.shell_help()}
          </a>
          <a href="/docs/api" className={headLink}>
            API
          </a>
          {signedIn ? (
            <a href="/chat" className={buttonClass({ variant: "secondary" })}>
              {m.home_open_app()}
            </a>
          ) : (
            <>
              <a href="/sign-in" className={buttonClass({ variant: "quiet" })}>
                {m.shell_sign_in()}
              </a>
              <a
                href="/register"
                className={cx(buttonClass({ variant: "secondary" }), "max-sm:hidden")}
              >
                {m.shell_sign_up()}
              </a>
            </>
          )}
          <PhoneMenu signedIn={signedIn} />
        </nav>
      </header>
      <main id="content" tabIndex={-1} className="outline-none">
        {children}
      </main>
      <footer className="mt-24 border-t border-line">
        <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-6 gap-y-4 px-4 py-8 sm:px-8">
          <nav
            aria-label={m.home_footer()}
            className="flex flex-wrap gap-x-5 gap-y-1 text-muted *:py-1 *:hover:text-ink"
          >
            <a href="/pricing">{m.plans_nav()}</a>
            <a href="/help">{m.shell_help()}</a>
            <a href="/docs/api">{m.shell_api_docs()}</a>
            <a href="/problems">{m.home_errors_link()}</a>
            <a href="/legal/terms">{m.privacy_terms()}</a>
            <a href="/legal/privacy">{m.privacy_notice()}</a>
          </nav>
          <div className="ms-auto flex items-center gap-3">
            <LanguageSwitch next={here} side="above" />
            <ThemeSwitch theme={theme} next={here} />
          </div>
        </div>
      </footer>
    </>
  );
}
