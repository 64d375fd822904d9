export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const THEME_COOKIE = "selvedge-theme";

export function parseTheme(value: unknown): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

/** The theme that a request's cookie asks for. */
export function themeOf(request: Request): Theme {
  const cookie = request.headers.get("cookie") ?? "";
  const found = new RegExp(`(?:^|;\\s*)${THEME_COOKIE}=([a-z]+)`).exec(cookie);
  return parseTheme(found?.[1]);
}
