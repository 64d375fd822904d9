import { Problem } from "#core/problem";
import { ctxOf } from "#app/context.ts";
import { DocsLayout } from "#app/ui/docs-layout.tsx";
import { EnglishOnly, english } from "#app/ui/english-only.tsx";
import type { RouteHandle } from "#app/ui/handle.ts";
import { PublicPage } from "#app/ui/public-page.tsx";
import { StaticMarkdown } from "#app/ui/static-markdown.tsx";
import { themeOf } from "#app/ui/theme.ts";
import { retentionRules } from "#features/retention";
import { m } from "#messages";
import type { Route } from "./+types/document";
import { currentTexts, versionsOf } from "./legal-texts.ts";
import { RetentionTable } from "./retention-table.tsx";

export const handle: RouteHandle = { hydrate: false };

export function meta({ loaderData }: Route.MetaArgs): Route.MetaDescriptors {
  if (loaderData === undefined) return [];
  return [
    { title: `${loaderData.title} · ${m.brand_name()}` },
    { name: "description", content: loaderData.summary },
  ];
}

export function loader({ request, context, params }: Route.LoaderArgs) {
  const versions = versionsOf(params.document);
  const wanted = new URL(request.url).searchParams.get("version") ?? versions[0]?.version;
  const text = versions.find(({ version }) => version === wanted);
  if (text === undefined) throw new Problem("not-found");
  return {
    theme: themeOf(request),
    signedIn: ctxOf(context).actor.kind === "user",
    document: text.document,
    version: text.version,
    title: text.head.title ?? text.document,
    summary: text.head.summary ?? "",
    text: text.text,
    versions: versions.map(({ version }) => version),
    rules: text.document === "processing" ? retentionRules : [],
    groups: [
      {
        isEnglish: true,
        links: currentTexts.map(({ document, head }) => ({
          href: `/legal/${document}`,
          label: head.title ?? document,
          current: document === text.document,
        })),
      },
    ],
  };
}

export default function LegalDocument({ loaderData }: Route.ComponentProps) {
  const { theme, signedIn, document, version, title, summary, text } = loaderData;
  const { versions, rules, groups } = loaderData;
  return (
    <PublicPage theme={theme} here={`/legal/${document}`} signedIn={signedIn}>
      <DocsLayout label={m.privacy_legal()} groups={groups}>
        <article className="max-w-[68ch]">
          <div {...english} className="text-start">
            <h1 className="text-xl tracking-[-0.02em]">{title}</h1>
            <p className="mt-3 text-base text-muted">{summary}</p>
          </div>
          <EnglishOnly />
          <p className="mt-4 text-muted">{m.privacy_version_of({ version })}</p>
          <div className="mt-8">
            <StaticMarkdown text={text} isEnglish />
            {rules.length === 0 ? null : <RetentionTable rules={rules} />}
          </div>
          {versions.length < 2 ? null : (
            <nav aria-label={m.privacy_versions()} className="mt-12 border-t border-line pt-5">
              <p className="font-medium">{m.privacy_versions()}</p>
              <ul className="mt-2 flex flex-wrap gap-4">
                {versions.map((one) => (
                  <li key={one}>
                    <a className="text-accent" href={`/legal/${document}?version=${one}`}>
                      {one}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
        </article>
      </DocsLayout>
    </PublicPage>
  );
}
