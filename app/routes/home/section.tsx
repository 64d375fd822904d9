import type { ReactNode } from "react";

interface SectionProps {
  title: string;
  text: string;
  children: ReactNode;
  aside?: ReactNode;
  /** What links within the site lead to. */
  id?: string;
}

/** A part of the start page: what it is about beside what it shows. */
export function Section({ title, text, children, aside, id }: SectionProps) {
  return (
    <section id={id} className="mx-auto mt-16 w-full max-w-6xl px-4 sm:px-8 lg:mt-24">
      <div className="grid gap-x-14 gap-y-8 border-t border-line pt-10 lg:grid-cols-[minmax(0,4fr)_minmax(0,8fr)]">
        <div>
          <h2 className="text-xl tracking-[-0.02em]">{title}</h2>
          <p className="mt-3 max-w-prose text-base text-muted">{text}</p>
          {aside}
        </div>
        <div className="min-w-0">{children}</div>
      </div>
    </section>
  );
}
