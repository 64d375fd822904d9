import { eq } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import { asJob } from "./as-job.ts";
import { findInvoiceRow, type InvoiceRow } from "./bring-in-invoice.ts";
import { clawBack } from "./claw-back.ts";
import { takenMicroPt } from "./decide-clawbacks.ts";
import { followDunning } from "./follow-dunning.ts";
import { grantInvoice } from "./grant-invoice.ts";
import { listInvoiceGrants, readInvoiceMoney } from "./invoice-money.ts";
import { invoices } from "./tables.ts";

async function takeBack(ctx: Ctx, row: InvoiceRow): Promise<void> {
  const money = await readInvoiceMoney(ctx, row);
  if (money.returnedMinor === 0 && money.chargebacks.length === 0) return;
  const grants = await listInvoiceGrants(ctx, row.id);
  await clawBack(ctx, row.accountId, { grants, money });
  await ctx.db
    .update(invoices)
    .set({
      returnedMinor: money.netReturnedMinor,
      takenMicroPt: grants.reduce((sum, grant) => sum + takenMicroPt(grant, money), 0),
    })
    .where(eq(invoices.id, row.id));
}

/**
 * Every effect of an invoice as it stands in its row: PT granted, PT taken back, dunning opened or
 * closed. Safe to repeat and to run at the same time; answers the row afterwards.
 */
export async function applyInvoice(ctx: Ctx, id: string): Promise<InvoiceRow | undefined> {
  const row = await findInvoiceRow(ctx, id);
  if (row === undefined) return undefined;
  const job = asJob(ctx);
  await grantInvoice(job, row);
  await takeBack(job, row);
  await followDunning(job, row);
  return await findInvoiceRow(ctx, id);
}
