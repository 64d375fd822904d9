import { Problem } from "#core/problem";
import { ctxOf } from "#app/context.ts";
import { DocsLayout } from "#app/ui/docs-layout.tsx";
import { EnglishOnly, english } from "#app/ui/english-only.tsx";
import type { RouteHandle } from "#app/ui/handle.ts";
import { PublicPage } from "#app/ui/public-page.tsx";
import { StaticMarkdown } from "#app/ui/static-markdown.tsx";
import { themeOf } from "#app/ui/theme.ts";
import { m } from "#messages";
import type { Route } from "./+types/article";
import { articles } from "./articles.ts";
import { helpGroups } from "./help-nav.ts";

export const handle: RouteHandle = { hydrate: false };

export function meta({ loaderData }: Route.MetaArgs): Route.MetaDescriptors {
  if (loaderData === undefined) return [];
  return [
    { title: `${loaderData.title} · ${m.shell_help_title()} · ${m.brand_name()}` },
    { name: "description", content: loaderData.summary },
  ];
}

function linkTo(at: number) {
  const article = articles[at];
  if (article === undefined) return null;
  return { href: `/help/${article.slug}`, title: article.head.title ?? article.slug };
}

export function loader({ request, context, params }: Route.LoaderArgs) {
  const at = articles.findIndex(({ slug }) => slug === params.slug);
  const article = articles[at];
  if (article === undefined) throw new Problem("not-found");
  return {
    theme: themeOf(request),
    signedIn: ctxOf(context).actor.kind === "user",
    slug: article.slug,
    title: article.head.title ?? article.slug,
    summary: article.head.summary ?? "",
    text: article.text,
    groups: helpGroups(article.slug),
    previous: linkTo(at - 1),
    next: linkTo(at + 1),
  };
}

export default function HelpArticle({ loaderData }: Route.ComponentProps) {
  const { theme, signedIn, slug, title, summary, text, groups, previous, next } = loaderData;
  return (
    <PublicPage theme={theme} here={`/help/${slug}`} signedIn={signedIn}>
      <DocsLayout label={m.shell_all_help()} groups={groups}>
        <article className="max-w-[68ch]">
          <div {...english} className="text-start">
            <h1 className="text-xl tracking-[-0.02em]">{title}</h1>
            <p className="mt-3 text-base text-muted">{summary}</p>
          </div>
          <EnglishOnly />
          <div className="mt-8">
            <StaticMarkdown text={text} isEnglish />
          </div>
        </article>
        <nav
          aria-label={m.shell_pages()}
          className="mt-14 flex max-w-[68ch] justify-between gap-6 border-t border-line pt-5"
        >
          {previous === null ? <span /> : <Step label={m.shell_previous_page()} {...previous} />}
          {next === null ? null : <Step label={m.shell_next_page()} {...next} end />}
        </nav>
      </DocsLayout>
    </PublicPage>
  );
}

interface StepProps {
  label: string;
  href: string;
  title: string;
  end?: boolean;
}

function Step({ label, href, title, end = false }: StepProps) {
  return (
    <a href={href} className={end ? "group text-end" : "group"}>
      <span className="block text-xs text-muted">{label}</span>
      <span {...english} className="font-medium text-accent group-hover:underline">
        {title}
      </span>
    </a>
  );
}
