interface HastNode {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: HastNode[];
}

const MARK = /\[(\d{1,3})\]/g;
const LITERAL = new Set(["code", "pre", "a", "math"]);

/**
 * Turns the marks `[1]` of known citations into `<cite data-number="1">`, outside code and links.
 * Numbers without a citation stay as they were written.
 */
export function markCitations(numbers: ReadonlySet<number>) {
  return function transform(node: HastNode): void {
    if (node.children === undefined || LITERAL.has(node.tagName ?? "")) return;
    node.children = node.children.flatMap((child) => {
      if (child.type === "text") return splitText(child.value ?? "", numbers);
      transform(child);
      return [child];
    });
  };
}

function splitText(text: string, numbers: ReadonlySet<number>): HastNode[] {
  const nodes: HastNode[] = [];
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    const number = Number(match[1]);
    if (!numbers.has(number)) continue;
    // The space before a mark would let it break onto a line of its own.
    const before = text.slice(from, match.index).replace(/ $/, "");
    if (before !== "") nodes.push({ type: "text", value: before });
    nodes.push({
      type: "element",
      tagName: "cite",
      properties: { dataNumber: String(number) },
      children: [{ type: "text", value: String(number) }],
    });
    from = match.index + match[0].length;
  }
  const rest = text.slice(from);
  if (rest !== "") nodes.push({ type: "text", value: rest });
  return nodes;
}
