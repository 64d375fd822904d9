import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { m } from "#messages";
import type { Route } from "./+types/models";

export const handle = { crumb: () => m.shell_nav_models() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.shell_nav_models()} · ${m.brand_name()}` }];
}

export default function Models() {
  return (
    <Page>
      <PageHeader title={m.shell_nav_models()} />
    </Page>
  );
}
