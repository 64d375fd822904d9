import { lazy, memo, Suspense, use, useMemo } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { markdownComponents } from "#app/ui/markdown-components.tsx";
import { CitationMark, CitationsContext } from "./citation-mark.tsx";
import { markCitations } from "./citation-plugin.ts";
import { hasMath, splitMarkdown } from "./markdown-blocks.ts";

const MathBlock = lazy(() => import("./math-block.tsx"));

export const answerComponents: Components = {
  ...markdownComponents,
  cite: ({ node }) => <CitationMark number={Number(node?.properties.dataNumber)} />,
};

/** One block of an answer; it renders again only when its own text or the citations change. */
const Block = memo(function Block({ text }: { text: string }) {
  const citations = use(CitationsContext);
  const plugin = useMemo(() => markCitations(new Set(citations.keys())), [citations]);
  const plain = (
    <ReactMarkdown
      remarkPlugins={[remarkGfm]}
      rehypePlugins={[() => plugin]}
      components={answerComponents}
    >
      {text}
    </ReactMarkdown>
  );
  if (!hasMath(text)) return plain;
  return (
    <Suspense fallback={plain}>
      <MathBlock text={text} plugin={plugin} />
    </Suspense>
  );
});

/** The Markdown of an answer, block by block. */
export function AnswerBlocks({ text }: { text: string }) {
  const blocks = splitMarkdown(text);
  return blocks.map((block, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- blocks only grow at the end
    <Block key={index} text={block} />
  ));
}
