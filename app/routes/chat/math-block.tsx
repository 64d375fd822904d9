import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import { renderMath } from "#app/ui/math-plugin.ts";
import { answerComponents } from "./answer-block.tsx";
import type { markCitations } from "./citation-plugin.ts";
import { dollarMath } from "./markdown-blocks.ts";

interface HastNode {
  properties?: Record<string, unknown>;
  children?: HastNode[];
}

/** The Content-Security-Policy takes no inline styles; MathML does without them. */
function withoutStyles() {
  return function strip(node: HastNode): void {
    if (node.properties !== undefined) delete node.properties.style;
    for (const child of node.children ?? []) strip(child);
  };
}

interface MathBlockProps {
  text: string;
  plugin: ReturnType<typeof markCitations>;
}

/** A block with formulas, which alone loads their renderer. */
export default function MathBlock({ text, plugin }: MathBlockProps) {
  return (
    <ReactMarkdown
      remarkPlugins={[remarkGfm, [remarkMath, { singleDollarTextMath: false }]]}
      rehypePlugins={[renderMath, withoutStyles, () => plugin]}
      components={answerComponents}
    >
      {dollarMath(text)}
    </ReactMarkdown>
  );
}
