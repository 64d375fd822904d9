import { Suspense, useMemo } from "react";
import type { CitationView } from "#features/chat/schema";
import { CitationsContext } from "./citation-mark.tsx";
import { AnswerBlocks } from "./lazy-parts.tsx";

interface AnswerTextProps {
  text: string;
  citations: readonly CitationView[] | undefined;
}

const none: readonly CitationView[] = [];

/** An answer's Markdown with its citations. Its renderer loads with the first answer. */
export function AnswerText({ text, citations = none }: AnswerTextProps) {
  const byNumber = useMemo(() => new Map(citations.map((one) => [one.number, one])), [citations]);
  return (
    <div className="prose" dir="auto">
      <CitationsContext value={byNumber}>
        <Suspense fallback={<p className="whitespace-pre-wrap">{text}</p>}>
          <AnswerBlocks text={text} />
        </Suspense>
      </CitationsContext>
    </div>
  );
}
