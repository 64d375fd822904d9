import { m } from "#messages";

interface BrandMarkProps {
  /** Leaves the name to the mark alone, where there is no room for the word. */
  compact?: boolean;
}

/** The sign of a cloth's edge, and the name beside it. */
export function BrandMark({ compact = false }: BrandMarkProps) {
  return (
    <span className="inline-flex items-center gap-2 align-middle">
      <svg viewBox="0 0 24 24" className="size-6 flex-none" aria-hidden="true">
        <rect width="24" height="24" rx="6" className="fill-accent-fill" />
        <g className="stroke-on-accent" strokeWidth="1.6" strokeLinecap="round" opacity="0.9">
          <path d="M10 7.5 13.5 4M10 13 18 5M10 18.5 19.5 9M13.5 20 20 13.5M18.5 20 20 18.5" />
        </g>
        <rect x="5" y="3.4" width="2" height="17.2" rx="1" className="fill-selvedge" />
      </svg>
      {compact ? (
        <span className="sr-only">{m.brand_name()}</span>
      ) : (
        <span className="font-semibold tracking-tight">{m.brand_name()}</span>
      )}
    </span>
  );
}
