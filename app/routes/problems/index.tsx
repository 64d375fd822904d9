import { ctxOf } from "#app/context.ts";
import { problemAdvice, problemTitle } from "#app/problem-texts.ts";
import type { RouteHandle } from "#app/ui/handle.ts";
import { PublicPage } from "#app/ui/public-page.tsx";
import { tableRoles } from "#app/ui/table-roles.ts";
import { themeOf } from "#app/ui/theme.ts";
import { problems } from "#core/problem";
import { m } from "#messages";
import type { Route } from "./+types/index";
import { problemSlugs } from "./problem-pages.ts";

export const handle: RouteHandle = { hydrate: false };

export function meta(): Route.MetaDescriptors {
  return [
    { title: `${m.problems_index_title()} · ${m.brand_name()}` },
    { name: "description", content: m.problems_index_text() },
  ];
}

export function loader({ request, context }: Route.LoaderArgs) {
  return {
    theme: themeOf(request),
    signedIn: ctxOf(context).actor.kind === "user",
    rows: problemSlugs.map((slug) => ({
      slug,
      status: problems[slug].status,
      title: problemTitle(slug),
      advice: problemAdvice(slug),
    })),
  };
}

const cell = "px-4 py-3 text-start align-top";

/** Every problem of the registry with what to do about it. */
export default function ProblemIndex({ loaderData }: Route.ComponentProps) {
  const { theme, signedIn, rows } = loaderData;
  return (
    <PublicPage theme={theme} here="/problems" signedIn={signedIn}>
      <div className="mx-auto w-full max-w-6xl px-4 pt-8 sm:px-8 lg:pt-14">
        <h1 className="text-xl tracking-[-0.02em]">{m.problems_index_title()}</h1>
        <p className="mt-2 max-w-prose text-base text-muted">{m.problems_index_text()}</p>
        <div className="mt-8 overflow-x-auto rounded-md border border-line bg-surface">
          <table {...tableRoles.table} className="table-cards w-full">
            <caption className="sr-only">{m.problems_index_title()}</caption>
            <thead {...tableRoles.group}>
              <tr {...tableRoles.row} className="border-b border-line text-muted">
                {[m.problems_slug(), m.problems_status(), m.problems_meaning()].map((head) => (
                  <th
                    key={head}
                    {...tableRoles.columnHeader}
                    scope="col"
                    className="px-4 py-2.5 text-start font-normal"
                  >
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody {...tableRoles.group}>
              {rows.map(({ slug, status, title, advice }) => (
                <tr key={slug} {...tableRoles.row} className="border-b border-line last:border-0">
                  <th {...tableRoles.rowHeader} scope="row" className={cell}>
                    <a
                      href={`/problems/${slug}`}
                      dir="ltr"
                      className="font-mono text-[13px] font-medium text-accent hover:underline"
                    >
                      {slug}
                    </a>
                  </th>
                  <td {...tableRoles.cell} className={`${cell} font-mono text-[13px]`}>
                    {status}
                  </td>
                  <td {...tableRoles.cell} className={cell}>
                    <span className="font-medium">{title}</span>
                    <span className="block text-muted">{advice}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </PublicPage>
  );
}
