/** What Stripe says of a dispute, as far as money is concerned. */
export interface DisputeFacts {
  status: string;
  /** Signed, in minor units: negative when funds were withdrawn, positive when they came back. */
  movementsMinor: number[];
  eventType: string | undefined;
}

export interface DisputeFlags {
  withdrawn: boolean;
  reinstated: boolean;
}

/**
 * Whether a chargeback's funds were withdrawn and whether they came back. What has been once said
 * stays said, so that late and repeated events change nothing.
 * https://docs.stripe.com/disputes/how-disputes-work
 */
export function decideDisputeFlags(known: DisputeFlags, facts: DisputeFacts): DisputeFlags {
  const { status, movementsMinor, eventType } = facts;
  const withdrawn =
    status === "lost" ||
    eventType === "charge.dispute.funds_withdrawn" ||
    movementsMinor.some((amountMinor) => amountMinor < 0);
  const reinstated =
    status === "won" ||
    eventType === "charge.dispute.funds_reinstated" ||
    movementsMinor.some((amountMinor) => amountMinor > 0);
  return {
    withdrawn: known.withdrawn || withdrawn,
    reinstated: known.reinstated || reinstated,
  };
}
