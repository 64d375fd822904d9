import { Problem } from "#core/problem";
import type { AccountId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import type {
  AutoTopupInput,
  AutoTopupView,
  ChargebackView,
  DunningView,
  EvidenceInput,
  EvidencePack,
  InvoiceDetail,
  InvoiceView,
  ListInput,
  NewTopup,
  Page,
  PaymentMethodView,
  PaymentView,
  RefundInput,
  RefundView,
  TopupView,
  UpcomingInvoice,
} from "./schema.ts";

function notYet(..._given: unknown[]): never {
  throw new Problem("not-connected");
}

export const listInvoices = async (ctx: Ctx, page?: ListInput): Promise<Page<InvoiceView>> =>
  notYet(ctx, page);
export const getInvoice = async (ctx: Ctx, id: string): Promise<InvoiceDetail> => notYet(ctx, id);
export const payInvoice = async (ctx: Ctx, id: string): Promise<InvoiceView> => notYet(ctx, id);
export const getUpcomingInvoice = async (ctx: Ctx): Promise<UpcomingInvoice | null> => notYet(ctx);
export const listPaymentMethods = async (ctx: Ctx): Promise<PaymentMethodView[]> => notYet(ctx);
export const setDefaultPaymentMethod = async (ctx: Ctx, id: string): Promise<void> =>
  notYet(ctx, id);
export const removePaymentMethod = async (ctx: Ctx, id: string): Promise<void> => notYet(ctx, id);
export const startTopup = async (
  ctx: Ctx,
  input: NewTopup,
): Promise<{ topupId: string; url: string | null }> => notYet(ctx, input);
export const listTopups = async (ctx: Ctx, page?: ListInput): Promise<Page<TopupView>> =>
  notYet(ctx, page);
export const getAutoTopup = async (ctx: Ctx): Promise<AutoTopupView> => notYet(ctx);
export const updateAutoTopup = async (ctx: Ctx, input: AutoTopupInput): Promise<AutoTopupView> =>
  notYet(ctx, input);
export const triggerAutoTopup = async (ctx: Ctx, accountId: AccountId): Promise<void> =>
  notYet(ctx, accountId);
export const getDunning = async (ctx: Ctx): Promise<DunningView | null> => notYet(ctx);
export const listPayments = async (ctx: Ctx, page?: ListInput): Promise<Page<PaymentView>> =>
  notYet(ctx, page);
export const refundPayment = async (ctx: Ctx, input: RefundInput): Promise<RefundView> =>
  notYet(ctx, input);
export const listChargebacks = async (ctx: Ctx, page?: ListInput): Promise<Page<ChargebackView>> =>
  notYet(ctx, page);
export const getChargeback = async (ctx: Ctx, id: string): Promise<ChargebackView> =>
  notYet(ctx, id);
export const buildEvidence = async (ctx: Ctx, id: string): Promise<EvidencePack> => notYet(ctx, id);
export const submitEvidence = async (
  ctx: Ctx,
  id: string,
  input?: EvidenceInput,
): Promise<ChargebackView> => notYet(ctx, id, input);
