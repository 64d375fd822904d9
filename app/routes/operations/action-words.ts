import type { FormOutcome, ProblemView } from "#app/ui/problem-view.ts";
import { m } from "#messages";

/** What the page's action answers: what it did, or the refusal. */
export type OperationsAnswer = { replayed: number } | { requested: string } | FormOutcome;

export function refusalOf(answer: OperationsAnswer): ProblemView | undefined {
  return "problem" in answer ? answer.problem : undefined;
}

/** What was done, in one sentence. */
export function actionWords(answer: OperationsAnswer): string {
  if ("replayed" in answer) return m.operations_replayed({ count: answer.replayed });
  if ("requested" in answer) return m.operations_requested({ name: answer.requested });
  return "";
}
