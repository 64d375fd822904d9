import { ctxOf } from "#app/context.ts";
import { problemAdvice, problemTitle } from "#app/problem-texts.ts";
import { Badge } from "#app/ui/badge.tsx";
import { DocsLayout } from "#app/ui/docs-layout.tsx";
import { EnglishOnly } from "#app/ui/english-only.tsx";
import type { RouteHandle } from "#app/ui/handle.ts";
import { PublicPage } from "#app/ui/public-page.tsx";
import { StaticMarkdown } from "#app/ui/static-markdown.tsx";
import { themeOf } from "#app/ui/theme.ts";
import { Problem, problems, type ProblemSlug } from "#core/problem";
import { m } from "#messages";
import type { Route } from "./+types/problem";
import { findProblemPage, problemSlugs } from "./problem-pages.ts";

export const handle: RouteHandle = { hydrate: false };

export function meta({ loaderData }: Route.MetaArgs): Route.MetaDescriptors {
  if (loaderData === undefined) return [];
  return [
    { title: `${loaderData.title} · ${m.brand_name()}` },
    { name: "description", content: loaderData.advice },
  ];
}

export function loader({ request, context, params }: Route.LoaderArgs) {
  const page = findProblemPage(params.slug);
  if (page === undefined) throw new Problem("not-found");
  const slug = page.slug as ProblemSlug;
  return {
    theme: themeOf(request),
    signedIn: ctxOf(context).actor.kind === "user",
    slug,
    status: problems[slug].status,
    title: problemTitle(slug),
    advice: problemAdvice(slug),
    text: page.text,
    links: problemSlugs.map((one) => ({
      href: `/problems/${one}`,
      label: problemTitle(one),
      current: one === slug,
    })),
  };
}

/** What a problem means, why it happens, what to do, and what its document looks like. */
export default function ProblemPage({ loaderData }: Route.ComponentProps) {
  const { theme, signedIn, slug, status, title, advice, text, links } = loaderData;
  return (
    <PublicPage theme={theme} here={`/problems/${slug}`} signedIn={signedIn}>
      <DocsLayout label={m.problems_all()} groups={[{ links }]}>
        <article className="max-w-[68ch]">
          <p className="flex items-center gap-2">
            <Badge>{status}</Badge>
            <code dir="ltr" className="font-mono text-[13px] text-muted">
              {slug}
            </code>
          </p>
          <h1 className="mt-3 text-xl tracking-[-0.02em]">{title}</h1>
          <p className="mt-3 text-base text-muted">{advice}</p>
          <EnglishOnly />
          <div className="mt-8">
            <StaticMarkdown text={text} isEnglish />
          </div>
        </article>
      </DocsLayout>
    </PublicPage>
  );
}
