import { stripePriceOf } from "#features/plans";
import type { Ctx } from "#platform/ctx";
import { extraSeats, type Terms } from "./decide-change.ts";
import type { SubscriptionRow } from "./subscription-row.ts";

/** One item of a subscription's update or preview. */
export interface ChangedItem {
  id?: string;
  price?: string;
  quantity?: number;
  deleted?: boolean;
}

/** The items that turn a subscription into those terms: the plan's, and the seats' own. */
export async function changedItems(
  ctx: Ctx,
  row: Pick<SubscriptionRow, "planItemId" | "seatItemId">,
  terms: Terms,
): Promise<ChangedItem[]> {
  const { version, interval } = terms;
  const part = { planVersionId: version.id, interval };
  const items: ChangedItem[] = [
    { id: row.planItemId, price: await stripePriceOf(ctx, { ...part, item: "plan" }), quantity: 1 },
  ];
  const extra = extraSeats(terms);
  if (extra > 0) {
    const price = await stripePriceOf(ctx, { ...part, item: "seat" });
    const known = row.seatItemId === null ? {} : { id: row.seatItemId };
    items.push({ ...known, price, quantity: extra });
  } else if (row.seatItemId !== null) {
    items.push({ id: row.seatItemId, deleted: true });
  }
  return items;
}

/** The same terms as items of a schedule's phase. */
export async function phaseItems(
  ctx: Ctx,
  terms: Terms,
): Promise<{ price: string; quantity: number }[]> {
  const none = { planItemId: "", seatItemId: null };
  const items = await changedItems(ctx, none, terms);
  return items.flatMap(({ price, quantity }) =>
    price === undefined || quantity === undefined ? [] : [{ price, quantity }],
  );
}
