import katex from "katex";

export interface HastNode {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: HastNode[];
}

const OPEN = /<([a-z][\w:-]*)((?:\s+[\w:-]+\s*="[^"<]*")*)\s*(\/?)>/iy;
const CLOSE = /<\/([a-z][\w:-]*)\s*>/iy;
const ATTRIBUTE = /([\w:-]+)\s*="([^"]*)"/g;
const REFERENCE = /&(?:#x([\da-f]{1,6});|#(\d{1,7});|(amp|lt|gt|quot|apos);)?/gi;
const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The text behind the references; throws at what is not a reference of XML. */
function decode(text: string): string {
  return text.replace(REFERENCE, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined && name in NAMED) return NAMED[name] ?? "";
    const code = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16);
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    if (!(code > 0 && code <= 0x10ffff) || isSurrogate) throw new SyntaxError(`Bad ${whole}`);
    return String.fromCodePoint(code);
  });
}

function readAttributes(source: string): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  for (const [, name = "", value = ""] of source.matchAll(ATTRIBUTE)) {
    const text = decode(value);
    if (name === "class") properties.className = text.split(/\s+/).filter((part) => part !== "");
    else properties[name] = text;
  }
  return properties;
}

/**
 * Reads markup of elements, double-quoted attributes, text and XML's references; names keep their
 * case. Throws at anything else, comments and open ends included, and never guesses.
 */
export function parseMarkup(markup: string): HastNode[] {
  const root: HastNode[] = [];
  const open: { name: string; siblings: HastNode[] }[] = [];
  let siblings = root;
  for (let at = 0; at < markup.length;) {
    if (markup[at] !== "<") {
      const next = markup.indexOf("<", at);
      const end = next === -1 ? markup.length : next;
      siblings.push({ type: "text", value: decode(markup.slice(at, end)) });
      at = end;
      continue;
    }
    CLOSE.lastIndex = at;
    OPEN.lastIndex = at;
    const closed = CLOSE.exec(markup);
    const opened = closed === null ? OPEN.exec(markup) : null;
    if (closed !== null) {
      const last = open.pop();
      if (last === undefined || last.name !== closed[1]) throw new SyntaxError(`Bad ${closed[0]}`);
      siblings = last.siblings;
    } else if (opened !== null) {
      const [, name = "", attributes = "", slash] = opened;
      const children: HastNode[] = [];
      const properties = readAttributes(attributes);
      siblings.push({ type: "element", tagName: name, properties, children });
      if (slash === "") {
        open.push({ name, siblings });
        siblings = children;
      }
    } else throw new SyntaxError(`Bad markup at ${at}`);
    at += (closed ?? opened)?.[0].length ?? 0;
  }
  if (open.length > 0) throw new SyntaxError("Elements are left open");
  return root;
}

function textOf(node: HastNode): string {
  return node.value ?? (node.children ?? []).map(textOf).join("");
}

function classesOf(node: HastNode | undefined): readonly unknown[] {
  const names = node?.properties?.className;
  return Array.isArray(names) ? names : [];
}

/** A formula as MathML; one that is wrong as its source, with the reason as its title. */
function renderFormula(source: string, displayMode: boolean): HastNode[] {
  try {
    return parseMarkup(
      katex.renderToString(source, {
        output: "mathml",
        throwOnError: false,
        strict: false,
        trust: false,
        displayMode,
      }),
    );
  } catch (error) {
    const properties = { className: ["katex-error"], title: String(error) };
    const children = [{ type: "text", value: source }];
    return [{ type: "element", tagName: "span", properties, children }];
  }
}

/** Puts MathML in the place of the formulas that remark-math marks, and of ```` ```math ````. */
export function renderMath() {
  return function transform(node: HastNode): void {
    if (node.children === undefined) return;
    node.children = node.children.flatMap((child) => {
      const code = child.tagName === "pre" ? child.children?.[0] : undefined;
      const isFence = code?.tagName === "code" && classesOf(code).includes("language-math");
      const classes = classesOf(child);
      const isDisplay = isFence || classes.includes("math-display");
      if (isDisplay || classes.includes("math-inline") || classes.includes("language-math"))
        return renderFormula(textOf(child), isDisplay);
      transform(child);
      return [child];
    });
  };
}
