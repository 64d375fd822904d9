import { ChevronRight } from "lucide-react";
import type { CitationView } from "#features/chat/schema";
import { m } from "#messages";
import { CitationTitle } from "./citation-mark.tsx";

interface AnswerSourcesProps {
  messageId: string;
  citations: readonly CitationView[] | undefined;
}

/** The footnotes of an answer: every quote it rests on. */
export function AnswerSources({ messageId, citations }: AnswerSourcesProps) {
  if (citations === undefined || citations.length === 0) return null;
  const sorted = [...citations].sort((a, b) => a.number - b.number);
  return (
    <details className="group/sources mt-4 border-t border-line pt-3">
      <summary className="inline-flex items-center gap-1 rounded-sm text-xs text-muted hover:text-ink">
        <ChevronRight
          aria-hidden="true"
          className="size-3.5 transition-transform group-open/sources:rotate-90 rtl:-scale-x-100"
        />
        {m.chat_sources({ count: citations.length })}
      </summary>
      <ol className="mt-2 grid gap-3">
        {sorted.map((citation) => (
          <li
            key={citation.number}
            id={`${messageId}-source-${citation.number}`}
            className="grid grid-cols-[20px_minmax(0,1fr)] gap-x-2"
          >
            <span className="figures text-end text-xs leading-5 text-muted">{citation.number}</span>
            <div>
              <CitationTitle citation={citation} />
              <p dir="auto" className="line-clamp-3 text-muted">
                {citation.quote}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </details>
  );
}
