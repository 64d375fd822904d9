import type { CSSProperties } from "react";

type Scheme = "light" | "dark";

/** The product's tokens as plain sRGB: no mail program reads OKLCH or `light-dark()`. */
export const mailColours = {
  paper: { light: "#fafafc", dark: "#0c0f15" },
  surface: { light: "#ffffff", dark: "#13161d" },
  sunken: { light: "#f2f3f6", dark: "#181c24" },
  line: { light: "#e1e3e7", dark: "#262a34" },
  ink: { light: "#161b29", dark: "#eaecf0" },
  muted: { light: "#5a606d", dark: "#a2a6b1" },
  accent: { light: "#3347a6", dark: "#a3b3f8" },
  fill: { light: "#3347a6", dark: "#5066d0" },
  onFill: { light: "#fbfcfe", dark: "#fbfcfe" },
  selvedge: { light: "#d0252a", dark: "#f25855" },
} as const satisfies Record<string, Record<Scheme, string>>;

type Colour = keyof typeof mailColours;

/** Which class paints what; the inline styles are the light ones, for programs without style sheets. */
const painted: [selector: string, property: string, colour: Colour][] = [
  [".m-page,.m-page>table>tbody>tr>td", "background-color", "paper"],
  [".m-card", "background-color", "surface"],
  [".m-card,.m-rule,.m-cell", "border-color", "line"],
  [".m-sunken", "background-color", "sunken"],
  [".m-ink", "color", "ink"],
  [".m-muted", "color", "muted"],
  [".m-link", "color", "accent"],
  [".m-button", "background-color", "fill"],
  [".m-button,.m-button span", "color", "onFill"],
  [".m-warp", "background-color", "fill"],
  [".m-weft", "background-color", "selvedge"],
];

function rules(prefix: (property: string) => string): string {
  return painted
    .map(([selectors, property, colour]) => {
      const scoped = selectors.split(",").map((one) => prefix(property) + one);
      return `${scoped.join(",")}{${property}:${mailColours[colour].dark}!important}`;
    })
    .join("");
}

/**
 * The only style sheet of a mail: its dark form, by the standard query and by the attributes with
 * which Outlook's own dark mode marks colours and grounds; and less padding on a phone.
 */
export const mailStyleSheet = [
  ":root{color-scheme:light dark;supported-color-schemes:light dark}",
  `@media (prefers-color-scheme:dark){${rules(() => "")}}`,
  rules((property) => (property === "color" ? "[data-ogsc] " : "[data-ogsb] ")),
  "@media (max-width:480px){.m-pad{padding-left:20px!important;padding-right:20px!important}}",
].join("");

const { paper, surface, line, ink, muted, accent, fill, onFill, sunken } = mailColours;

const font =
  "'Inter','Noto Sans Arabic','Segoe UI',-apple-system,BlinkMacSystemFont,Roboto,Helvetica,Arial,sans-serif";

const small: CSSProperties = {
  margin: "0 0 8px",
  color: muted.light,
  fontSize: "13px",
  lineHeight: "20px",
};

export const mailStyles = {
  body: {
    margin: 0,
    padding: "24px 8px",
    backgroundColor: paper.light,
    fontFamily: font,
    color: ink.light,
  },
  card: {
    maxWidth: "560px",
    backgroundColor: surface.light,
    border: `1px solid ${line.light}`,
    borderCollapse: "separate",
    overflow: "hidden",
  },
  warp: { backgroundColor: fill.light, height: "4px", fontSize: 0, lineHeight: 0 },
  weft: { backgroundColor: mailColours.selvedge.light, height: "2px", fontSize: 0, lineHeight: 0 },
  content: { padding: "28px 36px 12px" },
  brand: {
    margin: "0 0 24px",
    color: ink.light,
    fontSize: "15px",
    fontWeight: 600,
    lineHeight: "20px",
  },
  heading: {
    margin: "0 0 16px",
    color: ink.light,
    fontSize: "22px",
    fontWeight: 600,
    lineHeight: "30px",
  },
  text: { margin: "0 0 16px", color: ink.light, fontSize: "16px", lineHeight: "25px" },
  quote: {
    margin: "0 0 20px",
    padding: "12px 16px",
    backgroundColor: sunken.light,
    color: ink.light,
    fontSize: "15px",
    lineHeight: "23px",
  },
  facts: {
    width: "100%",
    margin: "4px 0 20px",
    borderCollapse: "collapse",
    borderBottom: `1px solid ${line.light}`,
  },
  cell: {
    padding: "9px 0",
    borderTop: `1px solid ${line.light}`,
    verticalAlign: "top",
    fontSize: "14px",
    lineHeight: "21px",
  },
  button: {
    padding: "12px 22px",
    backgroundColor: fill.light,
    borderRadius: "8px",
    color: onFill.light,
    fontSize: "15px",
    fontWeight: 600,
    lineHeight: "20px",
  },
  ink: { color: ink.light },
  muted: { color: muted.light },
  buttonRow: { margin: "8px 0 20px" },
  link: { color: accent.light, textDecoration: "underline" },
  small,
  address: { ...small, wordBreak: "break-all" },
  rule: { margin: "16px 0 16px", borderTop: `1px solid ${line.light}` },
  footer: { padding: "0 36px 20px" },
  /** Not by a tiny font, which filters take for a trick. */
  hidden: { display: "none", maxHeight: 0, maxWidth: 0, overflow: "hidden", opacity: 0 },
} as const satisfies Record<string, CSSProperties>;
