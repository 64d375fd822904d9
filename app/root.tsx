import interUrl from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useMatches } from "react-router";
import { getLocale, getTextDirection } from "#locale";
import { m } from "#messages";
import type { Route } from "./+types/root";
import "./ui/app.css";
import { ErrorPage } from "./ui/error-page.tsx";
import { toErrorView } from "./ui/error-view.ts";
import { isRouteHandle } from "./ui/handle.ts";
import { type Theme, themeOf } from "./ui/theme.ts";

export const links: Route.LinksFunction = () => [
  { rel: "preload", href: interUrl, as: "font", type: "font/woff2", crossOrigin: "anonymous" },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
  { rel: "icon", href: "/favicon.ico", sizes: "32x32" },
  { rel: "apple-touch-icon", href: "/apple-touch-icon.png" },
  { rel: "manifest", href: "/manifest.webmanifest" },
];

/** The product's name alone, or what went wrong where a page failed: no other route speaks then. */
export function meta({ error }: Route.MetaArgs): Route.MetaDescriptors {
  if (error === undefined || error === null) return [{ title: m.brand_name() }];
  return [{ title: `${toErrorView(error).title} · ${m.brand_name()}` }];
}

export function loader({ request }: Route.LoaderArgs) {
  return { theme: themeOf(request) };
}

export function headers({ errorHeaders }: Route.HeadersArgs): Headers {
  return errorHeaders ?? new Headers();
}

/** A route whose `handle` says `hydrate: false` is plain HTML: it gets none of the framework. */
function useHydrates(): boolean {
  const matches = useMatches();
  return !matches.some(({ handle }) => isRouteHandle(handle) && handle.hydrate === false);
}

const themeColors = { light: "#fbfbfc", dark: "#0e1017" } as const;

function ThemeColor({ theme }: { theme: Theme }) {
  if (theme !== "system") return <meta name="theme-color" content={themeColors[theme]} />;
  return (
    <>
      <meta name="theme-color" content={themeColors.light} media="(prefers-color-scheme: light)" />
      <meta name="theme-color" content={themeColors.dark} media="(prefers-color-scheme: dark)" />
    </>
  );
}

interface DocumentProps {
  theme: Theme;
  hydrates: boolean;
  children: React.ReactNode;
}

function Document({ theme, hydrates, children }: DocumentProps) {
  const locale = getLocale();
  return (
    <html
      lang={locale}
      dir={getTextDirection(locale)}
      data-theme={theme === "system" ? undefined : theme}
    >
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <ThemeColor theme={theme} />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        {hydrates ? (
          <>
            <ScrollRestoration />
            <Scripts />
          </>
        ) : null}
      </body>
    </html>
  );
}

export default function Root({ loaderData }: Route.ComponentProps) {
  return (
    <Document theme={loaderData.theme} hydrates={useHydrates()}>
      <Outlet />
    </Document>
  );
}

/** The one page for everything that went wrong above the shell. It is plain HTML. */
export function ErrorBoundary({ error, loaderData }: Route.ErrorBoundaryProps) {
  return (
    <Document theme={loaderData?.theme ?? "system"} hydrates={false}>
      <ErrorPage error={error} />
    </Document>
  );
}
