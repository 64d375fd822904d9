import type { ReactNode } from "react";

interface AuthCardProps {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
  /** The way to the other page of the pair, below the card. */
  footer?: ReactNode;
}

/** What one asks of someone at the door, with its heading. */
export function AuthCard({ title, lead, children, footer }: AuthCardProps) {
  return (
    <>
      <section className="rounded-md border border-line bg-surface p-6 sm:p-8">
        <h1 className="text-lg tracking-tight">{title}</h1>
        {lead === undefined ? null : <p className="mt-1 text-muted">{lead}</p>}
        {children === undefined ? null : <div className="mt-6">{children}</div>}
      </section>
      {footer === undefined ? null : <div className="mt-5 text-center text-muted">{footer}</div>}
    </>
  );
}
