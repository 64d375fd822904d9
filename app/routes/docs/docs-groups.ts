import type { DocsGroup } from "#app/ui/docs-layout.tsx";
import { m } from "#messages";
import type { TagGroup } from "./open-api.ts";

/** The side list: the overview, then every operation below its tag. */
export function docsGroups(groups: TagGroup[], current: string): DocsGroup[] {
  return [
    {
      links: [{ href: "/docs/api", label: m.shell_docs_overview(), current: current === "" }],
    },
    ...groups.map(({ name, slug, operations }) => ({
      label: name,
      isEnglish: true,
      links: operations.map(({ method, operation }) => ({
        href: `/docs/api/${slug}#${operation.operationId}`,
        label: operation.summary ?? operation.operationId,
        mark: method === "delete" ? "del" : method,
      })),
    })),
  ];
}
