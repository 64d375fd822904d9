import { ctxOf } from "#app/context.ts";
import { downloadLog } from "../audit/download-log.ts";
import type { Route } from "./+types/audit-export";

/** Downloads what the filters leave of the workspace's audit log. */
export function loader({ request, params, context }: Route.LoaderArgs): Response {
  return downloadLog(ctxOf(context), request, { format: params.format, deployment: false });
}
