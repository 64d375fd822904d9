import { and, asc, desc, eq } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { InvoiceRow } from "./bring-in-invoice.ts";
import { after, toPage } from "./page.ts";
import { listDisputedMinor } from "./list-payments.ts";
import { type InvoiceDetail, type InvoiceView, ListInput, type Page } from "./schema.ts";
import { invoiceLines, invoices, payments } from "./tables.ts";
import { toInvoiceView, toLineView, toPaymentView } from "./views.ts";

/** The workspace's invoices, newest first. Drafts are not among them. */
export async function listInvoices(ctx: Ctx, input: ListInput = {}): Promise<Page<InvoiceView>> {
  const { id } = requirePermission(ctx, "billing.read");
  const { cursor, limit } = parseInput(ListInput, input);
  const rows = await ctx.db
    .select()
    .from(invoices)
    .where(
      and(
        eq(invoices.workspaceId, id),
        after({ atMs: invoices.createdAtMs, id: invoices.id }, cursor),
      ),
    )
    .orderBy(desc(invoices.createdAtMs), desc(invoices.id))
    .limit(limit + 1);
  return toPage(rows, limit, {
    keyOf: (row) => ({ atMs: row.createdAtMs, id: row.id }),
    view: toInvoiceView,
  });
}

/** The row of this workspace's invoice; `not-found` for every other. */
export async function getInvoiceRow(ctx: Ctx, id: string): Promise<InvoiceRow> {
  const workspace = requirePermission(ctx, "billing.read");
  const row = await ctx.db
    .select()
    .from(invoices)
    .where(and(eq(invoices.id, id), eq(invoices.workspaceId, workspace.id)))
    .get();
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such invoice." });
  return row;
}

/** An invoice with its lines, what each granted, and its payments. */
export async function getInvoice(ctx: Ctx, id: string): Promise<InvoiceDetail> {
  const row = await getInvoiceRow(ctx, id);
  const [lines, paid] = await ctx.db.batch([
    ctx.db
      .select()
      .from(invoiceLines)
      .where(eq(invoiceLines.invoiceId, id))
      .orderBy(asc(invoiceLines.position)),
    ctx.db
      .select()
      .from(payments)
      .where(eq(payments.invoiceId, id))
      .orderBy(asc(payments.createdAtMs)),
  ]);
  const disputed = await listDisputedMinor(
    ctx,
    paid.map((payment) => payment.id),
  );
  return {
    ...toInvoiceView(row),
    lines: lines.map(toLineView),
    payments: paid.map((payment) => toPaymentView(payment, disputed.get(payment.id) ?? 0)),
  };
}
