import { ctxOf } from "#app/context.ts";
import { getStatement } from "#features/closing";
import { m } from "#messages";
import type { Route } from "./+types/statement";
import { ExportLinks } from "../closing/export-links.tsx";
import { monthName } from "../closing/month-name.ts";
import { MovementsCard } from "../closing/movements-card.tsx";
import { RevenueCard } from "../closing/revenue-card.tsx";

export const handle = {
  crumb: (data: Route.ComponentProps["loaderData"] | undefined) =>
    data === undefined ? m.closing_statements() : monthName(data.statement.month),
};

export function meta({ params }: Route.MetaArgs): Route.MetaDescriptors {
  return [{ title: `${monthName(params.month)} · ${m.brand_name()}` }];
}

export async function loader({ params, context }: Route.LoaderArgs) {
  return { statement: await getStatement(ctxOf(context), params.month) };
}

/** One closed month of the workspace: its PT and its money. */
export default function Statement({ loaderData }: Route.ComponentProps) {
  const { statement } = loaderData;
  const name = monthName(statement.month);
  return (
    <div className="grid grid-cols-1 gap-6">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-base">{name}</h2>
        <ExportLinks
          name={name}
          path={(format) => `/billing/statements/${statement.month}/${format}`}
        />
      </div>
      <div className="grid gap-6 lg:grid-cols-2">
        <MovementsCard {...statement} />
        <RevenueCard revenue={statement.revenue} description={m.closing_revenue_own()} />
      </div>
      {statement.headHash === null ? null : (
        <p className="text-xs text-muted">
          {m.closing_head()}{" "}
          <code dir="ltr" className="font-mono wrap-anywhere">
            {statement.headHash}
          </code>
        </p>
      )}
    </div>
  );
}
