import { CopyButton } from "./copy-button.tsx";

interface CodeBlockProps {
  code: string;
  /** Its language or file name, shown above it. */
  label?: string | undefined;
  /** Leaves the copy button out, for pages without script. */
  plain?: boolean;
}

/** Code as it is, left to right, scrolling within itself. */
export function CodeBlock({ code, label, plain = false }: CodeBlockProps) {
  return (
    <figure dir="ltr" className="overflow-hidden rounded-md border border-line bg-paper text-start">
      {label === undefined && plain ? null : (
        <figcaption className="flex min-h-9 items-center justify-between border-b border-line ps-3.5 pe-1 font-mono text-xs text-muted">
          <span>{label}</span>
          {plain ? null : <CopyButton text={code} />}
        </figcaption>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: WCAG 2.1.1 */}
      <pre tabIndex={0} className="overflow-x-auto px-3.5 py-3 font-mono text-[13px] leading-5">
        <code>{code}</code>
      </pre>
    </figure>
  );
}
