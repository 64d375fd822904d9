/**
 * Days of trial that a workspace gets with a plan: those of the plan for one that never had a
 * subscription, none for any other, so that there is one trial at most.
 */
export function decideTrialDays(
  { trialDays }: { trialDays: number },
  hadSubscription: boolean,
): number {
  return hadSubscription ? 0 : trialDays;
}
