import { lazy, Suspense } from "react";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { markdownComponents } from "./markdown-components.tsx";

const MarkdownMath = lazy(() => import("./markdown-math.tsx"));

/** A pair of dollar signs around something that is no price, or LaTeX's own brackets. */
const MATH = /\$\$[\s\S]+?\$\$|\$[^\s$][^$\n]*[\\^_={}][^$\n]*\$|\\\(|\\\[/;

export default function MarkdownView({ text }: { text: string }) {
  const plain = (
    <ReactMarkdown remarkPlugins={[remarkGfm]} components={markdownComponents}>
      {text}
    </ReactMarkdown>
  );
  if (!MATH.test(text)) return plain;
  return (
    <Suspense fallback={plain}>
      <MarkdownMath text={text} />
    </Suspense>
  );
}
