import type { AccountId, Id, WorkspaceId } from "#core/ids";
import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import type { SyncHint } from "#platform/stripe";
import type {
  ApplyPromotionCode,
  BillingDetails,
  BillingView,
  CancelSubscription,
  ChangePlan,
  ChangePreview,
  ChangeTarget,
  Currency,
  Interval,
  OpenPortal,
  PaidPlan,
  PauseSubscription,
  RetentionOfferView,
  StartCheckout,
  SubscriptionStatus,
  UpdateBillingDetails,
} from "./schema.ts";

export interface CustomerRef {
  workspaceId: WorkspaceId;
  accountId: AccountId;
  customerId: string;
  currency: Currency | null;
}

export interface SubscriptionRef {
  id: string;
  workspaceId: WorkspaceId;
  accountId: AccountId;
  planVersionId: Id<"plan">;
  plan: PaidPlan;
  interval: Interval;
  seats: number;
  status: SubscriptionStatus;
  periodStartsAtMs: number;
  periodEndsAtMs: number;
}

export interface CheckoutOutcome {
  mode: "payment" | "subscription" | "setup";
  complete: boolean;
  workspaceId: WorkspaceId | null;
  subscriptionId: string | null;
  paymentIntentId: string | null;
}

function soon(): never {
  throw new Problem("unavailable");
}

export async function ensureCustomer(
  _ctx: Ctx,
): Promise<{ customerId: string; currency: Currency | null }> {
  soon();
}
export async function findAccountOfCustomer(
  _ctx: Ctx,
  _customerId: string,
): Promise<CustomerRef | undefined> {
  soon();
}
export async function findCustomer(
  _ctx: Ctx,
  _workspaceId: WorkspaceId,
): Promise<CustomerRef | undefined> {
  soon();
}
export async function getBilling(_ctx: Ctx): Promise<BillingView> {
  soon();
}
export async function startCheckout(_ctx: Ctx, _input: StartCheckout): Promise<{ url: string }> {
  soon();
}
export async function concludeCheckout(_ctx: Ctx, _sessionId: string): Promise<CheckoutOutcome> {
  soon();
}
export async function previewChange(_ctx: Ctx, _input: ChangeTarget): Promise<ChangePreview> {
  soon();
}
export async function changePlan(_ctx: Ctx, _input: ChangePlan): Promise<BillingView> {
  soon();
}
export async function cancelScheduledChange(_ctx: Ctx): Promise<BillingView> {
  soon();
}
export async function cancelSubscription(
  _ctx: Ctx,
  _input: CancelSubscription,
): Promise<BillingView> {
  soon();
}
export async function getRetentionOffer(_ctx: Ctx): Promise<RetentionOfferView> {
  soon();
}
export async function acceptRetentionOffer(_ctx: Ctx): Promise<BillingView> {
  soon();
}
export async function resumeSubscription(_ctx: Ctx): Promise<BillingView> {
  soon();
}
export async function pauseSubscription(
  _ctx: Ctx,
  _input: PauseSubscription,
): Promise<BillingView> {
  soon();
}
export async function unpauseSubscription(_ctx: Ctx): Promise<BillingView> {
  soon();
}
export async function openPortal(_ctx: Ctx, _input?: OpenPortal): Promise<{ url: string }> {
  soon();
}
export async function applyPromotionCode(
  _ctx: Ctx,
  _input: ApplyPromotionCode,
): Promise<BillingView> {
  soon();
}
export async function updateBillingDetails(
  _ctx: Ctx,
  _input: UpdateBillingDetails,
): Promise<BillingDetails> {
  soon();
}
export async function getBillingDetails(_ctx: Ctx): Promise<BillingDetails> {
  soon();
}
export async function syncCustomer(_ctx: Ctx, _id: string, _hint?: SyncHint): Promise<void> {
  soon();
}
export async function syncSubscription(_ctx: Ctx, _id: string, _hint?: SyncHint): Promise<void> {
  soon();
}
export async function syncCheckoutSession(
  _ctx: Ctx,
  _id: string,
  _hint?: SyncHint,
): Promise<CheckoutOutcome | undefined> {
  soon();
}
export async function findSubscription(
  _ctx: Ctx,
  _subscriptionId: string,
): Promise<SubscriptionRef | undefined> {
  soon();
}
export async function suspendPlan(_ctx: Ctx, _subscriptionId: string): Promise<void> {
  soon();
}
export async function restorePlan(_ctx: Ctx, _subscriptionId: string): Promise<void> {
  soon();
}
