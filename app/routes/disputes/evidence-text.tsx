import { formatNumber } from "#app/ui/format.ts";
import type { DisputeEvidence } from "#features/disputes/schema";
import { m } from "#messages";
import { missingWords } from "./words.ts";

/** How long a text was and what it hashes to; its words where they are shared. */
export function EvidenceText({ piece }: { piece: DisputeEvidence["answer"] }) {
  if (!piece.found) return <span className="text-muted">{missingWords(piece.why)}</span>;
  const { characters, sha256, text } = piece;
  const length = m.disputes_ev_characters({ count: characters, number: formatNumber(characters) });
  return (
    <>
      {length}
      <code
        dir="ltr"
        title="SHA-256"
        className="block truncate text-start font-mono text-xs text-muted"
      >
        {sha256}
      </code>
      {text === null || text === "" ? null : (
        <blockquote
          dir="auto"
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: WCAG 2.1.1
          tabIndex={0}
          className="mt-2 max-h-80 max-w-prose overflow-y-auto rounded-md border border-line bg-paper px-3.5 py-2.5 wrap-anywhere whitespace-pre-wrap"
        >
          {text}
        </blockquote>
      )}
    </>
  );
}
