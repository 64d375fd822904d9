import { redirect } from "react-router";
import { cookieName, isLocale } from "#locale";
import { THEME_COOKIE, themes } from "#app/ui/theme.ts";
import type { Route } from "./+types/preferences";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Only a path of ours: anything else leads to the start page. */
export function localPath(next: unknown): string {
  if (typeof next !== "string" || !/^\/(?![/\\])/.test(next)) return "/";
  return next;
}

function preferenceCookie(name: string, value: string, secure: boolean): string {
  const end = secure ? "; Secure" : "";
  return `${name}=${value}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${end}`;
}

/** Remembers language and theme in this browser and goes back to where the person was. */
export async function action({ request }: Route.ActionArgs) {
  const form = await request.formData();
  const secure = new URL(request.url).protocol === "https:";
  const headers = new Headers();
  const locale = form.get("locale");
  if (isLocale(locale)) headers.append("set-cookie", preferenceCookie(cookieName, locale, secure));
  const theme = themes.find((one) => one === form.get("theme"));
  if (theme !== undefined) {
    headers.append("set-cookie", preferenceCookie(THEME_COOKIE, theme, secure));
  }
  return redirect(localPath(form.get("next")), { status: 303, headers });
}

export function loader() {
  return redirect("/");
}
