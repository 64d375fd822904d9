import { ctxOf } from "#app/context.ts";
import { EnglishOnly, english } from "#app/ui/english-only.tsx";
import type { RouteHandle } from "#app/ui/handle.ts";
import { PublicPage } from "#app/ui/public-page.tsx";
import { themeOf } from "#app/ui/theme.ts";
import { m } from "#messages";
import type { Route } from "./+types/index";
import { articles } from "./articles.ts";

export const handle: RouteHandle = { hydrate: false };

export function meta(): Route.MetaDescriptors {
  return [
    { title: `${m.shell_help_title()} · ${m.brand_name()}` },
    { name: "description", content: m.shell_help_text() },
  ];
}

export function loader({ request, context }: Route.LoaderArgs) {
  return {
    theme: themeOf(request),
    signedIn: ctxOf(context).actor.kind === "user",
    pages: articles.map(({ slug, head }) => ({
      slug,
      title: head.title ?? slug,
      summary: head.summary ?? "",
    })),
  };
}

/** All help pages, each with what it answers. */
export default function HelpIndex({ loaderData }: Route.ComponentProps) {
  const { theme, signedIn, pages } = loaderData;
  return (
    <PublicPage theme={theme} here="/help" signedIn={signedIn}>
      <div className="mx-auto w-full max-w-6xl px-4 pt-8 sm:px-8 lg:pt-14">
        <h1 className="text-xl tracking-[-0.02em]">{m.shell_help_title()}</h1>
        <p className="mt-2 max-w-prose text-base text-muted">{m.shell_help_text()}</p>
        <EnglishOnly />
        <ul
          {...english}
          className="mt-8 grid gap-px overflow-hidden rounded-md border border-line bg-line text-start sm:grid-cols-2 lg:grid-cols-3"
        >
          {pages.map(({ slug, title, summary }) => (
            <li key={slug} className="relative bg-surface p-5 hover:bg-paper">
              <h2 className="text-base">
                <a href={`/help/${slug}`} className="after:absolute after:inset-0">
                  {title}
                </a>
              </h2>
              <p className="mt-1 text-muted">{summary}</p>
            </li>
          ))}
          <li aria-hidden="true" className="hidden bg-surface last:nth-[2n]:sm:block lg:block" />
        </ul>
      </div>
    </PublicPage>
  );
}
