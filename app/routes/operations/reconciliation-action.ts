import type { ctxOf } from "#app/context.ts";
import { Problem } from "#core/problem";
import { importProviderUsage } from "#features/provider-usage";
import { CSV_CHARS_MAX } from "#features/provider-usage/schema";
import { assignDiscrepancy, fixDiscrepancies, startRun } from "#features/reconciliation";
import { m } from "#messages";
import { fileFields, textField } from "../chat/form-fields.ts";

type OperatorCtx = ReturnType<typeof ctxOf>;

/** What the page's forms did. */
export type ReconciliationAnswer =
  | { done: "started" }
  | { done: "fixed"; fixed: number; stillOpen: number }
  | { done: "taken"; count: number }
  | { done: "imported"; rows: number; duplicate: boolean };

/** A character of UTF-8 takes at most so many bytes; what is longer cannot be read as a file. */
const BYTES_PER_CHAR = 4;

function refusedFile(detail: string): Problem {
  return new Problem("invalid-input", { detail, errors: [{ pointer: "/csv", detail }] });
}

async function importFile(ctx: OperatorCtx, form: FormData): Promise<ReconciliationAnswer> {
  const [file] = fileFields(form, "csv");
  if (file === undefined) throw refusedFile(m.closing_reconciliation_import_missing());
  if (file.size > CSV_CHARS_MAX * BYTES_PER_CHAR) {
    throw refusedFile(m.closing_reconciliation_import_too_large());
  }
  const csv = await file.text();
  if (csv.length > CSV_CHARS_MAX) throw refusedFile(m.closing_reconciliation_import_too_large());
  const filename = file.name.slice(0, 200) || "usage.csv";
  const { rows, duplicate } = await importProviderUsage(ctx, { filename, csv });
  return { done: "imported", rows, duplicate };
}

function idsOf(form: FormData): string[] {
  return form.getAll("ids").filter((id) => typeof id === "string");
}

async function takeOver(ctx: OperatorCtx, ids: string[]): Promise<ReconciliationAnswer> {
  const ownerId = ctx.actor.kind === "user" ? ctx.actor.userId : null;
  for (const id of ids) await assignDiscrepancy(ctx, id, { ownerId });
  return { done: "taken", count: ids.length };
}

/** What the forms of the reconciliation's page do. */
export async function actOnReconciliation(
  ctx: OperatorCtx,
  form: FormData,
): Promise<ReconciliationAnswer> {
  switch (textField(form, "intent")) {
    case "run":
      await startRun(ctx, { trigger: "hand", asked: true });
      return { done: "started" };
    case "fix":
      return { done: "fixed", ...(await fixDiscrepancies(ctx, idsOf(form))) };
    case "take-over":
      return await takeOver(ctx, idsOf(form));
    case "import":
      return await importFile(ctx, form);
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}
