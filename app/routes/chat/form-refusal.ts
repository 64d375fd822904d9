import { isProblemView } from "#app/ui/problem-view.ts";
import { type Refusal, toRefusal } from "./chat-api.ts";

/** The refusal in an action's answer, if it was one. */
export function refusalOf(answer: unknown): Refusal | undefined {
  if (typeof answer !== "object" || answer === null || !("problem" in answer)) return undefined;
  return isProblemView(answer.problem) ? toRefusal(answer.problem) : undefined;
}

/** What was typed into the refused form. */
export function typedText(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null || !("values" in answer)) return undefined;
  const { values } = answer;
  if (typeof values !== "object" || values === null || !("text" in values)) return undefined;
  return typeof values.text === "string" ? values.text : undefined;
}
