import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { m } from "#messages";
import type { Route } from "./+types/keys";

export const handle = { crumb: () => m.shell_nav_keys() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.shell_nav_keys()} · ${m.brand_name()}` }];
}

export default function Keys() {
  return (
    <Page>
      <PageHeader title={m.shell_nav_keys()} />
    </Page>
  );
}
