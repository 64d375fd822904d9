interface SpinnerProps {
  /** What is going on, for those who do not see it turn. */
  label: string;
}

export function Spinner({ label }: SpinnerProps) {
  return (
    <span className="inline-flex">
      <svg viewBox="0 0 16 16" className="size-4 animate-spin" aria-hidden="true">
        <circle
          cx="8"
          cy="8"
          r="6"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          opacity="0.25"
        />
        <path d="M14 8a6 6 0 0 0-6-6" fill="none" stroke="currentColor" strokeWidth="2" />
      </svg>
      <span className="sr-only">{label}</span>
    </span>
  );
}
