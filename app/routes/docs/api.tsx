import { use } from "react";
import { ctxOf } from "#app/context.ts";
import { CodeBlock } from "#app/ui/code-block.tsx";
import { DocsLayout } from "#app/ui/docs-layout.tsx";
import { EnglishOnly, english } from "#app/ui/english-only.tsx";
import type { RouteHandle } from "#app/ui/handle.ts";
import { PublicPage } from "#app/ui/public-page.tsx";
import { StaticMarkdown } from "#app/ui/static-markdown.tsx";
import { themeOf } from "#app/ui/theme.ts";
import { m } from "#messages";
import type { Route } from "./+types/api";
import { docsGroups } from "./docs-groups.ts";
import { MethodBadge } from "./method-badge.tsx";
import { groupByTag, readOpenApi, type TagGroup } from "./open-api.ts";
import overview from "./overview.md?raw";
import { clientSnippet } from "./request-snippet.ts";

export const handle: RouteHandle = { hydrate: false };

export function meta(): Route.MetaDescriptors {
  return [
    { title: `${m.shell_api_docs()} · ${m.brand_name()}` },
    { name: "description", content: m.shell_docs_text() },
  ];
}

export function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  return {
    theme: themeOf(request),
    signedIn: ctx.actor.kind === "user",
    baseUrl: `${ctx.origin}/api/v1`,
  };
}

function OperationList({ group }: { group: TagGroup }) {
  return (
    <section className="mt-8 text-start" {...english}>
      <h2 className="text-base">{group.name}</h2>
      <p className="text-muted">{group.description}</p>
      <ul className="mt-3 divide-y divide-line rounded-md border border-line bg-surface">
        {group.operations.map(({ method, path, operation }) => (
          <li
            key={operation.operationId}
            className="relative flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2.5 hover:bg-paper"
          >
            <span className="inline-flex w-16 flex-none">
              <MethodBadge method={method} />
            </span>
            <a
              href={`/docs/api/${group.slug}#${operation.operationId}`}
              className="min-w-0 flex-1 font-mono text-[13px] break-all after:absolute after:inset-0"
            >
              {path}
            </a>
            <span className="text-muted max-sm:w-full">{operation.summary}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How the API works as a whole, and all of its operations. */
export default function ApiDocs({ loaderData }: Route.ComponentProps) {
  const { theme, signedIn, baseUrl } = loaderData;
  const groups = groupByTag(use(readOpenApi()));
  return (
    <PublicPage theme={theme} here="/docs/api" signedIn={signedIn}>
      <DocsLayout label={m.shell_api_docs()} groups={docsGroups(groups, "")}>
        <div className="max-w-[72ch]">
          <h1 className="text-xl tracking-[-0.02em]">{m.shell_api_docs()}</h1>
          <p className="mt-3 text-base text-muted">{m.shell_docs_text()}</p>
          <EnglishOnly />
          <div className="mt-6">
            <CodeBlock
              plain
              label="openai"
              code={clientSnippet("/chat/completions", baseUrl) ?? ""}
            />
          </div>
          <div className="mt-8">
            <StaticMarkdown text={overview.replaceAll("{baseUrl}", baseUrl)} isEnglish />
          </div>
          {groups.map((group) => (
            <OperationList key={group.slug} group={group} />
          ))}
        </div>
      </DocsLayout>
    </PublicPage>
  );
}
