import ReactMarkdown from "react-markdown";
import rehypeKatex from "rehype-katex";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import { markdownComponents } from "./markdown-components.tsx";

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
      rehypePlugins={[
        [rehypeKatex, { output: "mathml", throwOnError: false, strict: false, trust: false }],
        withoutStyles,
      ]}
      components={markdownComponents}
    >
      {withDollars(text)}
    </ReactMarkdown>
  );
}
