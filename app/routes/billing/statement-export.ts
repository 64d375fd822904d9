import { ctxOf } from "#app/context.ts";
import { Problem } from "#core/problem";
import { exportStatement } from "#features/closing";
import type { Route } from "./+types/statement-export";
import { fileAnswer } from "../closing/file-answer.ts";

/** Downloads the workspace's statement of a closed month. */
export async function loader({ params, context }: Route.LoaderArgs): Promise<Response> {
  const { format, month } = params;
  if (format !== "csv" && format !== "json") throw new Problem("not-found");
  return fileAnswer(await exportStatement(ctxOf(context), month, format));
}
