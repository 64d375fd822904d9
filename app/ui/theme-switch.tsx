import { Monitor, Moon, Sun } from "lucide-react";
import { Form } from "react-router";
import { m } from "#messages";
import { cx } from "./cx.ts";
import { type Theme, themes } from "./theme.ts";

const icons = { system: Monitor, light: Sun, dark: Moon } as const;
const names = {
  system: m.shell_theme_system,
  light: m.shell_theme_light,
  dark: m.shell_theme_dark,
} as const;

interface ThemeSwitchProps {
  theme: Theme;
  /** Where to come back to without script. */
  next: string;
}

/** Light, dark, or as the system has it. */
export function ThemeSwitch({ theme, next }: ThemeSwitchProps) {
  return (
    <Form
      method="post"
      action="/preferences"
      preventScrollReset
      className="inline-flex rounded-md border border-line bg-sunken p-0.5"
    >
      <input type="hidden" name="next" value={next} />
      {themes.map((one) => {
        const Icon = icons[one];
        return (
          <button
            key={one}
            name="theme"
            value={one}
            aria-pressed={one === theme}
            aria-label={names[one]()}
            title={names[one]()}
            className={cx(
              "inline-flex h-7 w-8 items-center justify-center rounded-sm border text-muted",
              one === theme
                ? "border-line bg-surface text-ink"
                : "border-transparent hover:text-ink",
            )}
          >
            <Icon aria-hidden="true" className="size-4" />
          </button>
        );
      })}
    </Form>
  );
}
