import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { finishSignOn } from "#features/sign-on";
import type { Route } from "./+types/company-callback";
import { arrive } from "./arrive.ts";
import { cookieHeaders } from "./cookies.ts";
import { withNext } from "./next-path.ts";

/** Where a company's provider sends the browser back to. */
export async function loader({ params, request, context }: Route.LoaderArgs) {
  const finished = await finishSignOn(ctxOf(context), {
    workspaceId: params.workspaceId,
    params: Object.fromEntries(new URL(request.url).searchParams),
  });
  const { setCookies, next } = finished;
  const headers = cookieHeaders(setCookies);
  switch (finished.kind) {
    case "entered": {
      const { entered } = finished;
      const all = { ...entered, setCookies: [...setCookies, ...entered.setCookies] };
      return await arrive(request, all, next);
    }
    case "vouched":
      return redirect(withNext("/sign-in/company/link", next), { headers });
    case "failed": {
      const back = `/sign-in/company?failed=${finished.failure}`;
      return redirect(`${back}&next=${encodeURIComponent(next)}`, { headers });
    }
  }
}
