import { use } from "react";
import { Problem } from "#core/problem";
import { ctxOf } from "#app/context.ts";
import { DocsLayout } from "#app/ui/docs-layout.tsx";
import { english } from "#app/ui/english-only.tsx";
import type { RouteHandle } from "#app/ui/handle.ts";
import { PublicPage } from "#app/ui/public-page.tsx";
import { themeOf } from "#app/ui/theme.ts";
import { m } from "#messages";
import type { Route } from "./+types/tag";
import { docsGroups } from "./docs-groups.ts";
import { groupByTag, readOpenApi } from "./open-api.ts";
import { OperationSection } from "./operation-section.tsx";

export const handle: RouteHandle = { hydrate: false };

export function meta({ loaderData }: Route.MetaArgs): Route.MetaDescriptors {
  if (loaderData === undefined) return [];
  return [{ title: `${loaderData.name} · ${m.shell_api_docs()} · ${m.brand_name()}` }];
}

export async function loader({ request, context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const group = groupByTag(await readOpenApi()).find(({ slug }) => slug === params.tag);
  if (group === undefined) throw new Problem("not-found");
  return {
    theme: themeOf(request),
    signedIn: ctx.actor.kind === "user",
    baseUrl: `${ctx.origin}/api/v1`,
    slug: group.slug,
    name: group.name,
  };
}

/** The operations of one tag, each in full. */
export default function ApiTag({ loaderData }: Route.ComponentProps) {
  const { theme, signedIn, baseUrl, slug } = loaderData;
  const groups = groupByTag(use(readOpenApi()));
  const group = groups.find((one) => one.slug === slug);
  return (
    <PublicPage theme={theme} here={`/docs/api/${slug}`} signedIn={signedIn}>
      <DocsLayout label={m.shell_api_docs()} groups={docsGroups(groups, slug)}>
        <header className="mb-10 text-start" {...english}>
          <h1 className="text-xl tracking-[-0.02em]">{group?.name}</h1>
          <p className="mt-2 text-base text-muted">{group?.description}</p>
        </header>
        {group?.operations.map((described) => (
          <OperationSection
            key={described.operation.operationId}
            described={described}
            baseUrl={baseUrl}
          />
        ))}
      </DocsLayout>
    </PublicPage>
  );
}
