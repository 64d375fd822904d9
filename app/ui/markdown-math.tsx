import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import { markdownComponents } from "./markdown-components.tsx";
import { renderMath } from "./math-plugin.ts";

interface Node {
  properties?: Record<string, unknown>;
  children?: Node[];
}

/** The Content-Security-Policy takes no inline styles; MathML does without them. */
function withoutStyles() {
  return function strip(node: Node): void {
    if (node.properties !== undefined) delete node.properties.style;
    for (const child of node.children ?? []) strip(child);
  };
}

/** LaTeX's own brackets to the dollars that the parser knows. */
function withDollars(text: string): string {
  return text
    .replace(/\\\[([\s\S]+?)\\\]/g, (_, formula: string) => `$$${formula}$$`)
    .replace(/\\\(([\s\S]+?)\\\)/g, (_, formula: string) => `$${formula}$`);
}

export default function MarkdownMath({ text }: { text: string }) {
  return (
    <ReactMarkdown
      remarkPlugins={[remarkGfm, remarkMath]}
      rehypePlugins={[renderMath, withoutStyles]}
      components={markdownComponents}
    >
      {withDollars(text)}
    </ReactMarkdown>
  );
}
