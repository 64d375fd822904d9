import { formatNumber } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { m } from "#messages";

/** Tells a visitor what an account would keep and give. */
export function VisitorBanner({ welcomePt }: { welcomePt: number }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line bg-accent-soft px-4 py-2 sm:px-6">
      <p>{m.chat_visitor_banner({ pt: formatNumber(welcomePt) })}</p>
      <LinkButton size="sm" variant="primary" to="/register">
        {m.chat_create_account()}
      </LinkButton>
    </div>
  );
}
