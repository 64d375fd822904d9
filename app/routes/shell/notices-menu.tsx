import { Bell, Clock3, TriangleAlert } from "lucide-react";
import { formatPt, formatRelative } from "#app/ui/format.ts";
import { Menu } from "#app/ui/menu.tsx";
import { MenuHeading, MenuLink } from "#app/ui/menu-item.tsx";
import type { Balance } from "#features/credits/schema";
import { m } from "#messages";
import { balanceParts } from "./balance-meter.tsx";

interface NoticesMenuProps {
  balance: Balance;
  nowMs: number;
}

interface NoticeItem {
  id: string;
  icon: typeof Bell;
  text: string;
}

const PERIOD_WARN_PERCENT = 80;

/** What the balance itself has to say: empty, nearly used up, about to expire. */
function noticesOf(balance: Balance, nowMs: number): NoticeItem[] {
  const { expiringMicroPt, nextExpiryAtMs } = balanceParts(balance, nowMs);
  const items: NoticeItem[] = [];
  if (balance.debtMicroPt > 0) {
    const text = m.shell_debt({ amount: formatPt(balance.debtMicroPt) });
    items.push({ id: "debt", icon: TriangleAlert, text });
  }
  if (balance.availableMicroPt <= 0) {
    items.push({ id: "empty", icon: TriangleAlert, text: m.shell_balance_empty() });
  } else if ((balance.periodUsedPercent ?? 0) >= PERIOD_WARN_PERCENT) {
    const percent = String(Math.round(balance.periodUsedPercent ?? 0));
    items.push({ id: "period", icon: TriangleAlert, text: m.shell_period_used({ percent }) });
  }
  if (nextExpiryAtMs !== undefined && expiringMicroPt > 0) {
    const when = formatRelative(nextExpiryAtMs, nowMs);
    const text = m.shell_expires({ amount: formatPt(expiringMicroPt), when });
    items.push({ id: "expiry", icon: Clock3, text });
  }
  return items;
}

/** The bell: what has happened and deserves a look. */
export function NoticesMenu({ balance, nowMs }: NoticesMenuProps) {
  const items = noticesOf(balance, nowMs);
  return (
    <Menu
      side="end"
      label={m.shell_notifications_count({ count: items.length })}
      className="w-80 max-w-[calc(100vw-32px)]"
      triggerClassName="relative inline-flex size-9 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink"
      trigger={
        <>
          <Bell aria-hidden="true" className="size-4" />
          {items.length > 0 ? (
            <span
              aria-hidden="true"
              className="absolute end-2 top-1.5 box-content size-1.5 rounded-full border-2 border-paper bg-selvedge"
            />
          ) : null}
        </>
      }
    >
      <MenuHeading>{m.shell_notifications()}</MenuHeading>
      {items.length === 0 ? (
        <p className="px-2.5 pt-1 pb-3 text-muted">{m.shell_notifications_none()}</p>
      ) : (
        items.map(({ id, icon, text }) => (
          <MenuLink key={id} to="/credits" icon={icon}>
            {text}
          </MenuLink>
        ))
      )}
    </Menu>
  );
}
