import { Clock3, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { useFetcher } from "react-router";
import { useBalance } from "#app/ui/balance-context.ts";
import { formatPt, formatRelative } from "#app/ui/format.ts";
import { MenuDivider, MenuLink } from "#app/ui/menu-item.tsx";
import { Spinner } from "#app/ui/spinner.tsx";
import type { Balance } from "#features/credits/schema";
import { m } from "#messages";
import { groupNotices } from "../notices/group-notices.ts";
import { NoticeItem } from "../notices/notice-item.tsx";
import type { loader } from "../notices/notices.tsx";
import { balanceParts } from "./balance-meter.tsx";

const SHOWN_MAX = 6;

/** What the balance itself has to say: owed, empty, about to expire. */
function stateOf(balance: Balance, nowMs: number) {
  const { expiringMicroPt, nextExpiryAtMs } = balanceParts(balance, nowMs);
  if (balance.debtMicroPt > 0) {
    const text = m.shell_debt({ amount: formatPt(balance.debtMicroPt) });
    return { icon: TriangleAlert, text };
  }
  if (balance.availableMicroPt <= 0) return { icon: TriangleAlert, text: m.shell_balance_empty() };
  if (nextExpiryAtMs === undefined || expiringMicroPt <= 0) return undefined;
  const when = formatRelative(nextExpiryAtMs, nowMs);
  return { icon: Clock3, text: m.shell_expires({ amount: formatPt(expiringMicroPt), when }) };
}

/** The newest notices, read once they are seen. */
export default function NoticesList({ nowMs }: { nowMs: number }) {
  const { load, data } = useFetcher<typeof loader>();
  const { submit: mark } = useFetcher();
  const balance = useBalance();
  const state = balance === undefined ? undefined : stateOf(balance, nowMs);
  const [unread, setUnread] = useState<ReadonlySet<string>>();
  useEffect(() => void load("/notices"), [load]);
  if (data !== undefined && unread === undefined) {
    setUnread(new Set(data.items.filter(({ read }) => !read).map(({ id }) => id)));
  }
  const hasNews = unread !== undefined && unread.size > 0;
  useEffect(() => {
    if (hasNews) void mark({ intent: "read" }, { method: "post", action: "/notices" });
  }, [hasNews, mark]);
  if (data === undefined) {
    return (
      <p className="flex justify-center p-4 text-muted">
        <Spinner label={m.shell_loading()} />
      </p>
    );
  }
  const groups = groupNotices(data.items).slice(0, SHOWN_MAX);
  return (
    <>
      {state === undefined ? null : (
        <MenuLink to="/credits" icon={state.icon}>
          {state.text}
        </MenuLink>
      )}
      <MenuDivider />
      {groups.length === 0 ? (
        <p className="px-2.5 pt-1 pb-3 text-muted">{m.notices_none_text()}</p>
      ) : (
        <ul>
          {groups.map((group) => (
            <li key={group[0].id} className="px-2.5 py-2">
              <NoticeItem
                group={group}
                unread={group.some(({ id }) => unread?.has(id) === true)}
                compact
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
