import { Disclosure } from "#app/ui/disclosure.tsx";
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
    <Disclosure
      summary={m.chat_sources({ count: citations.length })}
      className="mt-4 border-t border-line pt-3 text-xs"
    >
      <ol className="mt-2 grid gap-3 text-sm">
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
    </Disclosure>
  );
}
