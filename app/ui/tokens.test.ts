import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

type Oklch = [lightness: number, chroma: number, hue: number];
type Theme = "light" | "dark";

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");
const OKLCH = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)`;

function declaredTokens(): Map<string, Record<Theme, Oklch>> {
  const tokens = new Map<string, Record<Theme, Oklch>>();
  const pattern = new RegExp(`--color-([\\w-]+): light-dark\\(${OKLCH}, ${OKLCH}\\)`, "g");
  for (const [, name = "", ...parts] of css.matchAll(pattern)) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = parts.map(Number);
    tokens.set(name, { light: [a, b, c], dark: [d, e, f] });
  }
  return tokens;
}

/** Relative luminance by way of linear sRGB; https://bottosson.github.io/posts/oklab/ and WCAG 2.2. */
function luminance([lightness, chroma, hue]: Oklch): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const tokens = declaredTokens();

function contrast(theme: Theme, front: string, back: string): number {
  const values = [front, back].map((name) => {
    const token = tokens.get(name);
    if (token === undefined) throw new Error(`no token ${name}`);
    return luminance(token[theme]) + 0.05;
  });
  return Math.max(...values) / Math.min(...values);
}

const grounds = ["paper", "surface", "sunken"];
const tones = ["success", "warning", "danger", "info"];

const textPairs: [string, string][] = [
  ...["ink", "muted", "accent", "danger", "success", "warning", "info"].flatMap((front) =>
    grounds.map((back): [string, string] => [front, back]),
  ),
  ["selvedge", "surface"],
  ["ink", "accent-soft"],
  ["muted", "accent-soft"],
  ["accent", "accent-soft"],
  ["on-accent", "accent-fill"],
  ["on-accent", "accent-fill-hover"],
  ["on-accent", "danger-fill"],
  ["on-accent", "danger-fill-hover"],
  ["paper", "ink"],
  ...tones.flatMap((tone): [string, string][] => [
    [tone, `${tone}-soft`],
    ["ink", `${tone}-soft`],
    ["muted", `${tone}-soft`],
  ]),
];

/** Borders that tell where a control is, the focus ring and the marks of charts. */
const graphicPairs: [string, string][] = [
  ["field", "surface"],
  ["field", "paper"],
  ["accent", "surface"],
  ["accent-fill", "surface"],
  ["danger-fill", "surface"],
  ...[1, 2, 3, 4, 5, 6].map((n): [string, string] => [`chart-${n}`, "surface"]),
];

describe.each(["light", "dark"] as const)("the %s theme", (theme) => {
  it.each(textPairs)("keeps %s readable on %s (4.5 to 1)", (front, back) => {
    expect(contrast(theme, front, back)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(graphicPairs)("keeps %s visible on %s (3 to 1)", (front, back) => {
    expect(contrast(theme, front, back)).toBeGreaterThanOrEqual(3);
  });
});

const byName = (a: string, b: string) => a.localeCompare(b);

it("declares every colour for both themes", () => {
  const names = [...css.matchAll(/--color-([\w-]+):/g)].map(([, name = ""]) => name);
  const plain = new Set(["transparent", "current"]);
  expect(names.filter((name) => !plain.has(name)).toSorted(byName)).toEqual(
    [...tokens.keys()].toSorted(byName),
  );
});
