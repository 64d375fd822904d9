import { lazy, Suspense } from "react";

const MarkdownView = lazy(() => import("./markdown-view.tsx"));

/**
 * Text as Markdown: tables, code with a copy button, formulas as MathML. Raw HTML stays text, links
 * open without a referrer's trust, pictures become links. The renderer loads when it is needed;
 * until then the text is shown as it was written.
 */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="prose" dir="auto">
      <Suspense fallback={<p className="whitespace-pre-wrap">{text}</p>}>
        <MarkdownView text={text} />
      </Suspense>
    </div>
  );
}
