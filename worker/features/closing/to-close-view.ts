import type { CloseView, StatementView } from "./schema.ts";
import type { accountStatements, monthCloses } from "./tables.ts";

/** The one mapping from a close's row to what the operator sees. */
export function toCloseView(row: typeof monthCloses.$inferSelect): CloseView {
  const { cursor: _, ...view } = row;
  return view;
}

/** The one mapping from a statement's row to what its workspace sees. */
export function toStatementView(
  row: typeof accountStatements.$inferSelect,
  workspaceName: string,
): StatementView {
  const { isWhole: _, books, ...view } = row;
  return { ...view, workspaceName, headHash: books.headHash };
}
