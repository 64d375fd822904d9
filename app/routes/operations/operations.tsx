import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { m } from "#messages";
import type { Route } from "./+types/operations";

export const handle = { crumb: () => m.shell_nav_operations() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.shell_nav_operations()} · ${m.brand_name()}` }];
}

export default function Operations() {
  return (
    <Page>
      <PageHeader title={m.shell_nav_operations()} />
    </Page>
  );
}
