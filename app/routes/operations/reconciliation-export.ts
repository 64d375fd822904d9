import { ctxOf } from "#app/context.ts";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { exportDiscrepancies } from "#features/reconciliation";
import {
  DiscrepancyQuery,
  discrepancyStates,
  discrepancyTypes,
  lanes,
} from "#features/reconciliation/schema";
import type { Route } from "./+types/reconciliation-export";
import { fileAnswer } from "../closing/file-answer.ts";

/** The list of discrepancies with its filters as a download. */
export async function loader({ request, context }: Route.LoaderArgs): Promise<Response> {
  const url = new URL(request.url);
  const { search, filters } = parseTableQuery(url, {
    filters: { state: discrepancyStates, type: discrepancyTypes, lane: lanes },
  });
  const owner = url.searchParams.get("owner") ?? undefined;
  const query = DiscrepancyQuery.parse({
    ...filters,
    search,
    ...(owner === undefined ? {} : { owner: owner.slice(0, 64) }),
  });
  const { filename, body } = exportDiscrepancies(ctxOf(context), query);
  return await Promise.resolve(
    fileAnswer({ filename, body, contentType: "text/csv; charset=utf-8" }),
  );
}
