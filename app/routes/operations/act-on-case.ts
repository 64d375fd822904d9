import type { ctxOf } from "#app/context.ts";
import { isProblem, Problem } from "#core/problem";
import {
  addCaseAttachment,
  addNote,
  approveSecond,
  askUser,
  decideDispute,
  requestEvidence,
} from "#features/disputes";
import { Decision, NewMessage, Question, SecondDecision } from "#features/disputes/schema";
import { m } from "#messages";
import { fileFields, numberField, textField } from "../chat/form-fields.ts";
import { noFile, parseFields } from "../disputes/form-problem.ts";

type OperatorCtx = ReturnType<typeof ctxOf>;

async function decide(ctx: OperatorCtx, id: string, form: FormData): Promise<void> {
  const outcome = textField(form, "outcome");
  const decision = parseFields(Decision, {
    outcome,
    amountPt: outcome === "partly" ? numberField(form, "amountPt") : undefined,
    comment: textField(form, "comment"),
    version: numberField(form, "version"),
  });
  try {
    await decideDispute(ctx, id, decision);
  } catch (cause) {
    if (!isProblem(cause) || cause.errors?.[0]?.pointer !== "/amountPt") throw cause;
    const detail = m.disputes_error_left();
    throw new Problem("invalid-input", { detail, errors: [{ pointer: "/amountPt", detail }] });
  }
}

async function attach(ctx: OperatorCtx, id: string, form: FormData): Promise<void> {
  const [file] = fileFields(form, "file");
  if (file === undefined) throw noFile();
  const bytes = new Uint8Array(await file.arrayBuffer());
  await addCaseAttachment(ctx, id, { name: file.name, bytes });
}

/** What an operator's forms do with a dispute. */
export async function actOnCase(ctx: OperatorCtx, id: string, form: FormData): Promise<void> {
  const version = numberField(form, "version");
  const comment = textField(form, "comment");
  switch (textField(form, "intent")) {
    case "decide":
      return await decide(ctx, id, form);
    case "approve":
    case "send-back": {
      const approve = form.get("intent") === "approve";
      const input = parseFields(SecondDecision, { approve, comment, version });
      await approveSecond(ctx, id, input);
      return;
    }
    case "ask":
      await askUser(ctx, id, parseFields(Question, { text: form.get("text"), version }));
      return;
    case "note":
      await addNote(ctx, id, parseFields(NewMessage, { text: form.get("text") }));
      return;
    case "gather":
      await requestEvidence(ctx, id);
      return;
    case "attach":
      return await attach(ctx, id, form);
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}
