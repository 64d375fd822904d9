/** A mail's plain text with its addresses as links, as a mail program shows it. */
export function LinkedText({ text }: { text: string }) {
  const parts = text.split(/(https?:\/\/[^\s<>"]+)/g);
  return (
    <div className="whitespace-pre-wrap [overflow-wrap:anywhere]">
      {parts.map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- the text never changes
          <a key={index} href={part} className="text-accent underline underline-offset-3" dir="ltr">
            {part}
          </a>
        ),
      )}
    </div>
  );
}
