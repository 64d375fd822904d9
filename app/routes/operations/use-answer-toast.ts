import { useEffect } from "react";
import { toast } from "#app/ui/toast.ts";
import { actionWords, type OperationsAnswer, refusalOf } from "./action-words.ts";

/** Tells what an action that did not navigate has done, or why it was refused. */
export function useAnswerToast(answer: OperationsAnswer | undefined): void {
  useEffect(() => {
    if (answer === undefined) return;
    const refusal = refusalOf(answer);
    if (refusal === undefined) toast(actionWords(answer), { tone: "success" });
    else toast(refusal.title, { tone: "danger" });
  }, [answer]);
}
