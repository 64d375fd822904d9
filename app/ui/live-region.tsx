interface LiveRegionProps {
  /** Read out whenever it changes: whole sentences, not every streamed word. */
  text: string;
}

/** Tells screen readers what changed elsewhere on the page. */
export function LiveRegion({ text }: LiveRegionProps) {
  return (
    <div aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}
