import { THEME_COOKIE } from "#app/ui/theme.ts";
import { cookieName } from "#locale";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** A header for each value: cookies cannot share one. */
export function cookieHeaders(setCookies: readonly string[]): Headers {
  const headers = new Headers();
  for (const cookie of setCookies) headers.append("set-cookie", cookie);
  return headers;
}

/** Set-Cookie values that make this browser look and speak as the person chose. */
export function preferenceCookies(
  request: Request,
  choice: { locale?: string | undefined; theme?: string | undefined },
): string[] {
  const end = new URL(request.url).protocol === "https:" ? "; Secure" : "";
  const cookies: [string, string | undefined][] = [
    [cookieName, choice.locale],
    [THEME_COOKIE, choice.theme],
  ];
  return cookies.flatMap(([name, value]) =>
    value === undefined
      ? []
      : [`${name}=${value}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${end}`],
  );
}

/** The same for a browser that has not chosen yet. */
export function missingPreferenceCookies(
  request: Request,
  choice: { locale: string; theme: string },
): string[] {
  const header = request.headers.get("cookie") ?? "";
  return preferenceCookies(request, {
    locale: header.includes(`${cookieName}=`) ? undefined : choice.locale,
    theme: header.includes(`${THEME_COOKIE}=`) ? undefined : choice.theme,
  });
}
