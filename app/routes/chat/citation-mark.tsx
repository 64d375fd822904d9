import { createContext, use, useId, useRef } from "react";
import { placePopover } from "#app/ui/place-popover.ts";
import type { CitationView } from "#features/chat/schema";
import { m } from "#messages";

/** The citations of the answer that is being rendered, by number. */
export const CitationsContext = createContext<ReadonlyMap<number, CitationView>>(new Map());

/** A small number in the text that opens the quote it stands for. */
export function CitationMark({ number }: { number: number }) {
  const citation = use(CitationsContext).get(number);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  if (citation === undefined) return <>[{number}]</>;
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-label={m.chat_citation_open({ number, title: citation.title })}
        className="figures mx-0.5 inline-flex h-5 min-h-5 min-w-6 -translate-y-1 items-center justify-center rounded-sm bg-accent-soft px-1 align-baseline text-xs font-medium text-accent relative after:absolute after:-inset-1 after:content-[''] hover:bg-accent-fill hover:text-on-accent"
      >
        {number}
      </button>
      <span
        id={id}
        popover="auto"
        onToggle={(event) => {
          if (event.newState === "open") placePopover(event.currentTarget, button.current, "start");
        }}
        className="popover w-80 max-w-[calc(100vw-32px)] text-sm"
      >
        <span className="block p-2.5">
          <CitationTitle citation={citation} />
          <span dir="auto" className="mt-1.5 block border-s-2 border-line ps-3 text-muted">
            {citation.quote}
          </span>
        </span>
      </span>
    </>
  );
}

/** The name of the cited document, leading to it where it can be opened. */
export function CitationTitle({ citation }: { citation: CitationView }) {
  if (citation.url === undefined) {
    return (
      <span dir="auto" className="font-medium">
        {citation.title}
      </span>
    );
  }
  return (
    <a
      dir="auto"
      href={citation.url}
      target="_blank"
      rel="noopener"
      className="font-medium text-accent underline decoration-accent/40 underline-offset-3 hover:decoration-accent"
    >
      {citation.title}
    </a>
  );
}
