import { ctxOf } from "#app/context.ts";
import { parseInput } from "#core/parse-input";
import { exportMonth } from "#features/closing";
import { ExportInput } from "#features/closing/schema";
import type { Route } from "./+types/close-export";
import { fileAnswer } from "../closing/file-answer.ts";

/** Downloads a report of a closed month: `/operations/closes/2026-10/journal.csv`. */
export async function loader({ params, context }: Route.LoaderArgs): Promise<Response> {
  const [report, format] = params.file.split(".");
  const wanted = { month: params.month, report, format } as ExportInput;
  return fileAnswer(await exportMonth(ctxOf(context), parseInput(ExportInput, wanted)));
}
