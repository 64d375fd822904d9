import katex from "katex";
import { describe, expect, it } from "vitest";
import { type HastNode, parseMarkup, renderMath } from "./math-plugin.ts";

const FORMULAS = [
  "x^2 + y_1'",
  String.raw`\frac{a}{b} < \sqrt[3]{c}`,
  String.raw`\sum_{i=1}^{n} i \quad \int_0^\infty e^{-x}\,dx`,
  String.raw`\begin{pmatrix} a & b \\ c & d \end{pmatrix}`,
  String.raw`\begin{cases} 1 & x > 0 \\ 0 \end{cases}`,
  String.raw`\begin{align} a &= b \\ c &= d \end{align}`,
  String.raw`\begin{array}{c|c} a & b \\ \hline c & d \end{array}`,
  String.raw`\text{über "q" \& 'x' <b>}`,
  String.raw`\color{red}{x} \boxed{y} \phantom{z} \cancel{w}`,
  String.raw`\left( \frac12 \right] \not= \mathbb R \mathcal L`,
  String.raw`\xrightarrow[a]{b} \overbrace{abc}^n \tag{1}`,
  String.raw`\rule{1em}{2em} \raisebox{1em}{x} \char"1F600`,
  String.raw`\unknown{x}`,
  String.raw`\frac{`,
];

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

function serialise(node: HastNode): string {
  if (node.type === "text") return escape(node.value ?? "");
  const attributes = Object.entries(node.properties ?? {}).map(([name, value]) =>
    Array.isArray(value)
      ? ` class="${escape(value.join(" "))}"`
      : ` ${name}="${escape(String(value))}"`,
  );
  const children = (node.children ?? []).map(serialise).join("");
  return `<${node.tagName}${attributes.join("")}>${children}</${node.tagName}>`;
}

/** KaTeX's own markup in the one spelling that `serialise` writes. */
function spelled(markup: string): string {
  return markup
    .replaceAll(' class ="', ' class="')
    .replace(/<([\w-]+)((?: [\w:-]+="[^"]*")*)\/>/g, "<$1$2></$1>");
}

function markupOf(formula: string, displayMode = true): string {
  return katex.renderToString(formula, {
    output: "mathml",
    throwOnError: false,
    strict: false,
    trust: false,
    displayMode,
  });
}

function rendered(classes: string[], source: string): HastNode {
  const code: HastNode = {
    type: "element",
    tagName: "code",
    properties: { className: classes },
    children: [{ type: "text", value: source }],
  };
  const root: HastNode = { type: "root", children: [code] };
  renderMath()(root);
  return root.children?.[0] ?? root;
}

describe("parseMarkup", () => {
  it.each(FORMULAS)("keeps all that KaTeX prints for %s", (formula) => {
    const markup = markupOf(formula);
    expect(parseMarkup(markup).map(serialise).join("")).toBe(spelled(markup));
  });

  it("reads references and classes, and keeps the case of names", () => {
    expect(parseMarkup('<svg viewBox="&#x30; &#49;" class ="a b">&lt;&apos;</svg>')).toEqual([
      {
        type: "element",
        tagName: "svg",
        properties: { viewBox: "0 1", className: ["a", "b"] },
        children: [{ type: "text", value: "<'" }],
      },
    ]);
  });

  it.each([
    "<a",
    "<a>",
    "</a>",
    "<a></b>",
    "<a><b></a></b>",
    "<a b='c'></a>",
    "<a b=c></a>",
    "<a b></a>",
    '<a b="<"></a>',
    "<!-- a -->",
    "<!DOCTYPE html>",
    "<![CDATA[a]]>",
    "<?a?>",
    "a & b",
    "&nbsp;",
    "&#0;",
    "&#xD800;",
    "&#x110000;",
    "&#x;",
  ])("throws at %s", (markup) => {
    expect(() => parseMarkup(markup)).toThrow(SyntaxError);
  });
});

describe("renderMath", () => {
  it("renders the classes of remark-math, lines and blocks", () => {
    expect(serialise(rendered(["language-math", "math-inline"], "x"))).toBe(
      spelled(markupOf("x", false)),
    );
    expect(serialise(rendered(["language-math", "math-display"], "x"))).toBe(
      spelled(markupOf("x", true)),
    );
  });

  it("takes a fence's pre with it, and leaves other code", () => {
    const code = (language: string): HastNode => ({
      type: "element",
      tagName: "pre",
      children: [
        {
          type: "element",
          tagName: "code",
          properties: { className: [language] },
          children: [{ type: "text", value: "x" }],
        },
      ],
    });
    const root: HastNode = { type: "root", children: [code("language-math"), code("language-js")] };
    renderMath()(root);
    expect(serialise(root.children?.[0] ?? root)).toBe(spelled(markupOf("x", true)));
    expect(root.children?.[1]).toEqual(code("language-js"));
  });

  it("shows a formula that is wrong as its source with the reason", () => {
    const node = rendered(["math-inline"], String.raw`\frac{`);
    expect(node.tagName).toBe("span");
    expect(node.properties?.className).toEqual(["katex-error"]);
    expect(node.properties?.title).toContain("ParseError");
    expect(node.children).toEqual([{ type: "text", value: String.raw`\frac{` }]);
  });

  it("survives what exhausts KaTeX", () => {
    const source = "{".repeat(100_000);
    const node = rendered(["math-inline"], source);
    expect(node.properties?.className).toEqual(["katex-error"]);
    expect(node.children).toEqual([{ type: "text", value: source }]);
  });

  it.each([
    String.raw`\text{</math><script>alert(1)</script>}`,
    String.raw`\href{javascript:alert(1)}{x}`,
    String.raw`\includegraphics{https://example.test/a.png}`,
    String.raw`\htmlData{a=b}{x}`,
    String.raw`\def\a{\a\a}\a`,
  ])("makes neither scripts nor links nor images of %s", (source) => {
    const markup = serialise(rendered(["math-display"], source));
    expect(markup).not.toMatch(/<(script|a|img|mglyph)\b|\s(href|src|on\w+|data-\w+)=/);
  });
});
