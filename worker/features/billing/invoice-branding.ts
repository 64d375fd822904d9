import { desc } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { type InvoiceBranding, UpdateInvoiceBranding } from "./schema.ts";
import { invoiceBrandings } from "./tables.ts";

const none: InvoiceBranding = { version: 0, sellerName: "", footer: "" };

/** How invoices are signed now; version 0 while nobody has said. */
export async function getBranding(ctx: Ctx): Promise<InvoiceBranding> {
  const row = await ctx.db
    .select()
    .from(invoiceBrandings)
    .orderBy(desc(invoiceBrandings.version))
    .limit(1)
    .get();
  if (row === undefined) return none;
  return { version: row.version, sellerName: row.sellerName, footer: row.footer };
}

/** The lines at the foot of an invoice. */
export function brandedFooter({ sellerName, footer }: InvoiceBranding): string {
  return [sellerName, footer].filter((line) => line !== "").join("\n");
}

/** How invoices are signed, for the operator. */
export async function getInvoiceBranding(ctx: Ctx): Promise<InvoiceBranding> {
  requireOperator(ctx);
  return await getBranding(ctx);
}

/**
 * Signs invoices from now on with a seller's name and a footer. Only the operator may. Customers
 * carry it when they next buy, at the latest with the next sweep; invoices that are written stay as
 * they are. The same again changes nothing.
 */
export async function updateInvoiceBranding(
  ctx: Ctx,
  input: UpdateInvoiceBranding,
): Promise<InvoiceBranding> {
  requireOperator(ctx);
  const { sellerName, footer } = parseInput(UpdateInvoiceBranding, input);
  const before = await getBranding(ctx);
  if (before.sellerName === sellerName && before.footer === footer) return before;
  const version = before.version + 1;
  await runBatch(ctx.db, [
    ctx.db.insert(invoiceBrandings).values({
      version,
      sellerName,
      footer,
      publishedBy: actorLabel(ctx.actor),
      publishedAtMs: ctx.clock.now(),
    }),
    auditRow(ctx, "billing.branding-changed", String(version)),
  ]);
  return { version, sellerName, footer };
}
