import { Tabs } from "#app/ui/tabs.tsx";
import { m } from "#messages";

/** The queue and what it comes to. */
export function DisputeTabs() {
  return (
    <Tabs
      label={m.disputes_title()}
      tabs={[
        { to: "/operations/disputes", label: m.disputes_tab_queue() },
        { to: "/operations/disputes/statistics", label: m.disputes_tab_statistics() },
      ]}
    />
  );
}
