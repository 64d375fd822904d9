import { useMemo } from "react";
import type { CitationView } from "#features/chat/schema";
import { AnswerBlocks } from "./answer-block.tsx";
import { CitationsContext } from "./citation-mark.tsx";

interface AnswerTextProps {
  text: string;
  citations: readonly CitationView[] | undefined;
}

const none: readonly CitationView[] = [];

/** An answer's Markdown with its citations. */
export function AnswerText({ text, citations = none }: AnswerTextProps) {
  const byNumber = useMemo(() => new Map(citations.map((one) => [one.number, one])), [citations]);
  return (
    <div className="prose" dir="auto">
      <CitationsContext value={byNumber}>
        <AnswerBlocks text={text} />
      </CitationsContext>
    </div>
  );
}
